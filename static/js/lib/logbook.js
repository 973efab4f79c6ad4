// The logs of sessions this phone keeps: one row for each revision, in "kv".
//
// A row is a "draft" until it is finished, then "waiting", and never changes again; the province
// makes of it "arrived", with a receipt, or "mend", with its words. What has not arrived is `unsent`
// and outlasts whoever signs in or out, for the person who wrote it. What only the form needs to write
// in it stands in lib/logdraft.js.

import { ownKey } from "./holder.js";
import { isLog } from "./logrows.js";
import { change } from "./store.js";
import { hasUnsent } from "./teamleft.js";

const ARRIVED_KEPT = 7 * 86400000;

// The province has this revision: names of people leave the phone, and so do earlier revisions.
export async function noteReceipt({ kv }, row, receipt, at, isLike) {
  const { names, attendees, ...said } = row.document;
  const { unsent, why, tails, ...rest } = row;
  const named = Boolean((names && names.length) || (attendees && attendees.length));
  for (const one of await kv.all()) {
    const isEarlier = one.id === row.id && one.rev < row.rev && one.state !== "waiting";
    const isOld = one.state === "arrived" && Date.parse(at) - Date.parse(one.at) > ARRIVED_KEPT;
    if (isLog(one) && one.who === row.who && (isEarlier || isOld)) await kv.drop(one.key);
  }
  await kv.put({ ...rest, state: "arrived", receipt, at, named, isLike, document: said });
  const team = await kv.get(ownKey("team/" + row.team, row.who));
  if (team && team.gone && !(await hasUnsent(kv, row))) await kv.drop(team.key);
}

// The province asks for something, in words by the field.
export function noteMend({ kv }, row, why) {
  return kv.put({ ...row, state: "mend", why });
}
