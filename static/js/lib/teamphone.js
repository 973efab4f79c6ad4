// What this phone is called on a team's pages, in a cookie: its own id, and a mark once it is an old one.
// ".old" is its owner's word, given without a line perhaps; ".off" is the province's.

import { uuid7 } from "./ids.js";
import { writer } from "./logrows.js";
import { OLD_HERE, isOfToday } from "./oldphone.js";
import { change } from "./store.js";

const PHONE_COOKIE = /(?:^|;\s*)may-to=([^;.]+)(?:\.(\w+))?/;
const PHONE_DAYS = 400;

export function phoneMark() {
  const found = PHONE_COOKIE.exec(document.cookie);
  return (found && found[2]) || "";
}

async function writePhone(mark) {
  const device = await change(async ({ kv }) => {
    const one = (await kv.get("device")) || { key: "device", id: uuid7(), seq: 0 };
    await kv.put(one);
    return one;
  });
  const secure = location.protocol === "https:" ? "; secure" : "";
  const until = "; path=/; samesite=lax; max-age=" + PHONE_DAYS * 86400 + secure;
  document.cookie = "may-to=" + device.id + (mark && "." + mark) + until;
}

export function namePhone() {
  return writePhone(phoneMark());
}

function eachTeam(work) {
  return change(async ({ kv }) => {
    const mine = writer(await kv.get("me"));
    for (const row of await kv.all()) {
      if (row.key.startsWith("team/") && row.who === mine) await work(kv, row);
    }
  });
}

// From now on this phone begins no log: its teams are there only for what was begun already.
export async function retirePhone() {
  await writePhone(OLD_HERE);
  await eachTeam((kv, row) => row.gone || kv.put({ ...row, gone: OLD_HERE, mark: "" }));
  await change(({ kv }) => kv.put({ key: "oldphone", at: Date.now() }));
}

// Whether that can be taken back here: on the same day, while only this phone knows of it.
export async function canUseAgain() {
  const told = await change(({ kv }) => kv.get("oldphone"));
  return isOfToday(told) && phoneMark() === OLD_HERE;
}

export async function usePhoneAgain() {
  await writePhone("");
  await eachTeam((kv, row) => row.gone === OLD_HERE && kv.put({ ...row, gone: false }));
  await change(({ kv }) => kv.drop("oldphone"));
}
