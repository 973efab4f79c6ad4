// What cannot be sent from here, in a sealed file that somebody of the team brings to the province.
// Nothing is dropped for it: the phone compares with the province once it has a line.

import { giveFile } from "./givefile.js";
import { askWorker, canKeep } from "./keep.js";
import { holder } from "./me.js";
import { change } from "./store.js";
import { asSent } from "./things.js";

// `ticket` says to the province whose this phone is.
export function canHandOver({ own, ticket }) {
  return canKeep() && own.length > 0 && ticket !== "";
}

function packed() {
  return change(async ({ kv, events }) => {
    const me = await kv.get("me");
    const mine = holder(me);
    const own = (await events.all()).filter((event) => event.who === mine);
    own.sort((a, b) => a.seq - b.seq);
    return JSON.stringify({ version: 1, ticket: me.ticket, events: own.map(asSent) });
  });
}

// {name, state}: what became of the file, as `giveFile` tells; null where none could be made.
export async function handOver() {
  const text = await askWorker({ do: "seal", text: await packed() });
  if (!text) return null;
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const day = parts.map((part) => String(part).padStart(2, "0")).join("-");
  const name = "bai-hoc-" + day + ".hocso.txt";
  return { name, state: await giveFile(name, text) };
}
