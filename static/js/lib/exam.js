// The answers of a final test while they are being given; kept on the phone for one person.

import { ownKey, who } from "./me.js";
import { change } from "./store.js";

function draftKey(edition, mine) {
  return ownKey("draft:" + edition, mine);
}

export async function readDraft(edition) {
  const key = draftKey(edition, await who());
  const row = await change(({ kv }) => kv.get(key));
  return row ? row.answers : null;
}

export async function keepDraft(edition, answers) {
  const mine = await who();
  const key = draftKey(edition, mine);
  return change(({ kv }) => (answers ? kv.put({ key, who: mine, answers }) : kv.drop(key)));
}

// "8.50" as "8,5".
export function spokenMark(mark) {
  return String(Number(mark)).replace(".", ",");
}
