// What somebody says of a step is kept as an event, like what is learnt, and sent with it.

import { holder } from "./holder.js";
import { uuid7 } from "./ids.js";
import { change } from "./store.js";

// `place` says where: edition, step, course and, in words for the list of what waits, what. `also` is
// done in the same go, with the tables and the event. The event, or null in a preview.
export async function tell(place, kind, payload, also) {
  if ("preview" in place) return null;
  const told = await change(async (tables) => {
    const mine = holder(await tables.kv.get("me"));
    const device = (await tables.kv.get("device")) || { key: "device", id: uuid7(), seq: 0 };
    device.seq += 1;
    const event = {
      id: uuid7(),
      device: device.id,
      seq: device.seq,
      edition: place.edition,
      step: place.step,
      kind,
      payload,
      at: new Date().toISOString(),
      who: mine,
      course: place.course,
      did: { what: place.what || "", how: "said" },
      said: kind,
    };
    // Said anew before it was sent: the older one need not go.
    for (const other of await tables.events.all()) {
      const isSame = other.who === mine && other.kind === kind && other.edition === event.edition;
      if (isSame && other.step === event.step) await tables.events.drop(other.id);
    }
    await tables.kv.put(device);
    await tables.events.put(event);
    if (also) await also(tables, event);
    return event;
  });
  document.dispatchEvent(new Event("hocso:kept"));
  return told;
}

// Whether somebody is signed in here; else what is said waits on this phone.
export function isSignedIn() {
  return change(async ({ kv }) => {
    const mine = holder(await kv.get("me"));
    return mine !== "" && mine[0] !== "?";
  });
}
