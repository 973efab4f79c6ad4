// What this phone keeps, counted as a person would: one step or one test is one thing.

import { holder, ownKey } from "./holder.js";
import { change } from "./store.js";

const MOST_ARRIVED = 20;

export function thingOf(event) {
  // What is said of a step is another thing than learning it.
  return event.edition + "/" + (event.step || event.id) + (event.said || "");
}

// An event as the province takes it, without what only this phone needs.
export function asSent({ who, course, did, why, said, ...event }) {
  return event;
}

// A step that was opened and then done is told as done.
function told(before, did) {
  return before && (!did || did.how === "opened") ? before : did;
}

function gathered(events) {
  const things = new Map();
  for (const event of events.sort((a, b) => (a.at < b.at ? -1 : 1))) {
    const key = event.who + "/" + thingOf(event);
    const thing = things.get(key) || { since: event.at, course: event.course, ids: [], why: [] };
    const why = thing.why.concat(event.why || []);
    things.set(key, {
      ...thing,
      at: event.at,
      did: told(thing.did, event.did),
      ids: thing.ids.concat(event.id),
      why: why.filter((words, place) => why.indexOf(words) === place),
    });
  }
  return Array.from(things.values());
}

// Events and the answers of a placement check. Of whoever learns here now: `own` waits to be sent,
// `aside` the province would not take, `arrived` it has. `others` are held for somebody else and
// shown only as a number; signed out, nobody knows whose they are, perhaps hers, so they count
// among what `waits`.
export function held() {
  return change(async ({ kv, events }) => {
    const mine = holder(await kv.get("me"));
    const signedIn = mine !== "" && mine[0] !== "?";
    const rows = await kv.all();
    const all = (await events.all()).concat(rows.filter((row) => row.unsent === true));
    const some = (wanted) => gathered(all.filter((event) => wanted(event.who)));
    const log = signedIn && (await kv.get(ownKey("log", mine)));
    const own = some((who) => who === mine);
    const others = some((who) => who !== mine && who[0] !== "!");
    return {
      signedIn,
      voices: rows.some((row) => row.unsent === "voice" && row.who === mine),
      own,
      others,
      waits: signedIn ? own : own.concat(others),
      aside: signedIn ? some((who) => who === "!" + mine) : [],
      arrived: log ? log.rows : [],
    };
  });
}

// Note in the person's log what has arrived: the newest first, one row for each thing.
export async function noteArrived({ kv }, mine, events, receipts, at) {
  const key = ownKey("log", mine);
  const log = (await kv.get(key)) || { key, who: mine, rows: [] };
  let rows = log.rows;
  for (const event of events) {
    const thing = thingOf(event);
    const before = rows.find((row) => row.thing === thing);
    // Looking at it once more tells nothing new.
    if (before && told(before.did, event.did) === before.did) continue;
    const row = { thing, at, did: event.did, id: event.id, receipt: receipts.get(event.id) };
    rows = [row, ...rows.filter((one) => one !== before)];
  }
  await kv.put({ ...log, rows: rows.slice(0, MOST_ARRIVED) });
}

// The person gives up what the province would not take.
export function giveUp(ids) {
  return change(async ({ events }) => {
    for (const id of ids) await events.drop(id);
  });
}
