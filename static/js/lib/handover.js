// What cannot be sent from here, in sealed files that somebody of the team brings to the province.
// Nothing is dropped for it: the phone compares with the province once it has a line.

import { giveFile } from "./givefile.js";
import { ownKey } from "./holder.js";
import { askWorker } from "./keep.js";
import { ofPass } from "./pass.js";
import { change } from "./store.js";
import { asSent, thingOf } from "./things.js";

// What the province takes in one file: so many events, and a weight that sealing raises by a third.
const MOST = 5000;
const HEAVIEST = 3000000;
const SEALED_WITHIN = 10000;

// How many of these events, and at least one, go into one file.
function room(events) {
  let weight = 0;
  const over = events.findIndex((event, place) => {
    weight += new Blob([JSON.stringify(asSent(event)), ","]).size;
    return place === MOST || weight > HEAVIEST;
  });
  return over < 0 ? MOST : Math.max(1, over);
}

// What goes into the next file, or null. It begins where a file that could not hold everything
// ended; after the last of them, with the first event again.
function packed() {
  return change(async (tables) => {
    const { owner, ticket, own } = await ofPass(tables);
    if (!own.length) return null;
    own.sort((a, b) => a.seq - b.seq);
    const { kv } = tables;
    const key = ownKey("handed", owner);
    const before = await kv.get(key);
    const after = own.filter((event) => before && event.seq > before.upto);
    const wanted = after.length ? after : own;
    const inside = wanted.slice(0, room(wanted));
    const rest = wanted.slice(inside.length);
    const part = after.length ? before.part + 1 : 1;
    const upto = inside[inside.length - 1].seq;
    const told = { version: 1, ticket, events: inside.map(asSent) };
    return { told, rest, wanted, mark: { key, who: owner, upto, part } };
  });
}

function things(events) {
  return new Set(events.map(thingOf)).size;
}

function nameOf(part) {
  const here = Date.now() - new Date().getTimezoneOffset() * 60000;
  return "bai-hoc-" + new Date(here).toISOString().slice(0, 10) + part + ".hocso.txt";
}

// {name, state, inside, left}: what became of the file, as `giveFile` tells, how many things are
// whole by it and how many are left for the next; null where none could be made.
export async function handOver() {
  const file = await packed();
  const text = file && (await askWorker({ do: "seal", text: JSON.stringify(file.told) }, SEALED_WITHIN));
  if (!text) return null;
  const { rest, wanted, mark } = file;
  const name = nameOf(rest.length || mark.part > 1 ? "-" + mark.part : "");
  const state = await giveFile(name, text);
  // A file that stayed here is made once more.
  if (state !== "kept") {
    await change(({ kv }) => (rest.length ? kv.put(mark) : kv.drop(mark.key)));
  }
  const left = things(rest);
  return { name, state, inside: things(wanted) - left, left };
}
