// What happened is kept as an event and folded into the person's progress, in one go.

import { holder } from "./holder.js";
import { uuid7 } from "./ids.js";
import { change } from "./store.js";

// `place` says where: edition, editionNumber, course, title, count, what (in words, for the list of
// what waits) and, for a step, step, kind, number, left, next. `finished` is true when this event finishes the step. Of a preview nothing is
// kept: its edition exists nowhere.
export async function record(place, kind, payload, finished) {
  if ("preview" in place) return progressOf(place.course);
  const row = await change(async (tables) => {
    const mine = holder(await tables.kv.get("me"));
    const device = (await tables.kv.get("device")) || { key: "device", id: uuid7(), seq: 0 };
    device.seq += 1;
    const at = new Date().toISOString();
    const event = {
      id: uuid7(),
      device: device.id,
      seq: device.seq,
      edition: place.edition,
      step: place.step || "",
      kind,
      payload,
      at,
      who: mine,
      course: place.course,
      did: deed(place, kind, finished),
    };
    const key = mine + "/" + place.course;
    const before = (await tables.progress.get(key)) || { key, who: mine };
    const folded = fold(before, place, event, finished);
    await tables.kv.put(device);
    await tables.events.put(event);
    await tables.progress.put(folded);
    return folded;
  });
  document.dispatchEvent(new Event("hocso:kept"));
  return row;
}

// What was done, for this phone's own eyes: never sent.
function deed(place, kind, finished) {
  const how = kind === "tested" ? "handed" : finished ? "done" : "opened";
  return { what: place.what || "", how };
}

function fold(row, place, event, finished) {
  const done = { ...row.done };
  if (finished && place.step) done[place.step] = done[place.step] || event.at;
  const folded = {
    ...row,
    course: place.course,
    title: place.title,
    count: Number(place.count),
    at: event.at,
    done,
  };
  if (!row.edition || Number(place.editionNumber) >= (row.number || 0)) {
    folded.edition = place.edition;
    folded.number = Number(place.editionNumber);
  }
  if (event.kind === "tested") return { ...folded, test: "waiting", result: null };
  const { kind, number, left, next } = place;
  return { ...folded, current: place.step, here: { step: place.step, kind, number, left, next } };
}

export function progressOf(course) {
  return change(async (tables) => {
    const mine = holder(await tables.kv.get("me"));
    return (await tables.progress.get(mine + "/" + course)) || null;
  });
}
