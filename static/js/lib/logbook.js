// The logs of sessions this phone keeps: one row for each revision, in "kv".
//
// A row is a "draft" until it is finished, then "waiting", and never changes again; the province
// makes of it "arrived", with a receipt, or "mend", with its words. What has not arrived is `unsent`
// and outlasts whoever signs in or out, for the person who wrote it. What only the form needs to write
// in it stands in lib/logdraft.js.

import { ownKey } from "./holder.js";
import { isLog } from "./logrows.js";
import { hasUnsent } from "./teamleft.js";

// The province has this revision: names of people leave the phone, and so do earlier revisions. What has
// been there for a week is cleared away by lib/vaultsweep.js.
export async function noteReceipt({ kv }, row, receipt, at, isLike) {
  const { names, attendees, ...said } = row.document;
  const { unsent, why, tails, ...rest } = row;
  const named = Boolean((names && names.length) || (attendees && attendees.length));
  for (const one of await kv.all()) {
    const isEarlier = one.id === row.id && one.rev < row.rev && one.state !== "waiting";
    if (isLog(one) && one.who === row.who && isEarlier) await kv.drop(one.key);
  }
  await kv.put({ ...rest, state: "arrived", receipt, at, named, isLike, document: said });
  const team = await kv.get(ownKey("team/" + row.team, row.who));
  if (team && team.gone && !(await hasUnsent(kv, row))) await kv.drop(team.key);
}

// The province asks for something, in words by the field.
export function noteMend({ kv }, row, why) {
  return kv.put({ ...row, state: "mend", why });
}
