// The answers of a final test while they are being given; kept on the phone for one person.

import { holder, ownKey, who } from "./holder.js";
import { change } from "./store.js";

function draftKey(edition, mine) {
  return ownKey("draft:" + edition, mine);
}

export async function readDraft(edition) {
  const key = draftKey(edition, await who());
  const row = await change(({ kv }) => kv.get(key));
  return row ? row.answers : null;
}

// In one go, so that little time is left in which the page could go first.
export function keepDraft(edition, answers) {
  return change(async ({ kv }) => {
    const mine = holder(await kv.get("me"));
    const key = draftKey(edition, mine);
    await (answers ? kv.put({ key, who: mine, answers }) : kv.drop(key));
  });
}

// "8.50" as "8,5".
export function spokenMark(mark) {
  return String(Number(mark)).replace(".", ",");
}
