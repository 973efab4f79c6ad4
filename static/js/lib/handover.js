// What cannot be sent from here, in a sealed file that somebody of the team brings to the province.
// Nothing is dropped for it: the phone compares with the province once it has a line.

import { giveFile } from "./givefile.js";
import { askWorker, canKeep } from "./keep.js";
import { jar } from "./me.js";
import { change } from "./store.js";
import { asSent } from "./things.js";

// What the province takes in one file.
const MOST = 5000;
const SEALED_WITHIN = 10000;

// What goes into the file, or null: the events of whoever the phone's pass names, while the sign-in
// it came with is still the last one here.
function packed() {
  return change(async ({ kv, events }) => {
    const me = await kv.get("me");
    if (!me || !me.pass || !jar() || me.jar !== jar()) return null;
    const { owner, ticket } = me.pass;
    const own = (await events.all()).filter((event) => event.who === owner);
    own.sort((a, b) => a.seq - b.seq);
    return own.length ? { version: 1, ticket, events: own.slice(0, MOST).map(asSent) } : null;
  });
}

export async function canHandOver() {
  return canKeep() && (await packed()) !== null;
}

// {name, state}: what became of the file, as `giveFile` tells; null where none could be made.
export async function handOver() {
  const file = await packed();
  const text = file && (await askWorker({ do: "seal", text: JSON.stringify(file) }, SEALED_WITHIN));
  if (!text) return null;
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const day = parts.map((part) => String(part).padStart(2, "0")).join("-");
  const name = "bai-hoc-" + day + ".hocso.txt";
  return { name, state: await giveFile(name, text) };
}
