// The rows of the log book (lib/logbook.js), read.

import { holder, jar } from "./holder.js";
import { change } from "./store.js";

// Whose hands a log is in: of who is signed in, or was until the sign-in ran out on this phone.
export function writer(me) {
  const mine = holder(me);
  return mine || (me && me.pass && jar() && me.jar === jar() ? me.pass.owner : "");
}

export function isLog(row) {
  return row.key.startsWith("session/");
}

// How many sessions have a row in this state, however many revisions each has here; what is mended and
// waits again asks for nobody's hand.
export function sessionsAt(rows, state) {
  const waits = ({ id }) => rows.some((row) => row.id === id && row.state === "waiting");
  const at = rows.filter((row) => row.state === state && (state !== "mend" || !waits(row)));
  return new Set(at.map(({ id }) => id)).size;
}

// {mine, signedIn, rows, others, photos}: rows of the writer, those finished first in the order they were;
// of others only how many sessions wait. `photos` are hers that are not there yet.
export function logs() {
  return change(async ({ kv }) => {
    const me = await kv.get("me");
    const mine = writer(me);
    const now = holder(me);
    const kvRows = await kv.all();
    const all = kvRows.filter(isLog);
    const rows = all.filter((row) => row.who === mine);
    rows.sort((a, b) => a.order - b.order);
    const photos = kvRows.filter((row) => row.unsent === "photo" && row.who === mine);
    const others = new Set(all.filter((row) => row.who !== mine && row.unsent).map(({ id }) => id)).size;
    return { mine, signedIn: now !== "" && now[0] !== "?", rows, others, photos };
  });
}
