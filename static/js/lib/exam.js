// The answers of a final test while they are being given; kept on the phone for one person.

import { who } from "./me.js";
import { change } from "./store.js";

async function draftKey(edition) {
  return "draft:" + edition + ":" + (await who());
}

export async function readDraft(edition) {
  const key = await draftKey(edition);
  const row = await change(({ kv }) => kv.get(key));
  return row ? row.answers : null;
}

export async function keepDraft(edition, answers) {
  const key = await draftKey(edition);
  return change(({ kv }) => (answers ? kv.put({ key, answers }) : kv.drop(key)));
}

// "8.50" as "8,5".
export function spokenMark(mark) {
  return String(Number(mark)).replace(".", ",");
}
