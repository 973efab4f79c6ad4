// What this phone keeps for one person, of one course or all.

import { holder } from "./holder.js";
import { change } from "./store.js";
import { held } from "./things.js";

// The person's rows, the course last learnt first: what happened here since the last answer, then
// the order the province knows.
export function allProgress() {
  return change(async (tables) => {
    const me = await tables.kv.get("me");
    const mine = holder(me);
    const answered = me && mine && mine === (me.person || {}).id ? me.at : "";
    const rows = (await tables.progress.all()).filter((row) => row.who === mine);
    // Nothing was learnt later than now, but by a clock that was set back since.
    const now = new Date().toISOString();
    const fresh = (row) => (row.at > answered && row.at <= now ? row.at : "");
    rows.sort((a, b) => {
      if (fresh(a) !== fresh(b)) return fresh(a) < fresh(b) ? 1 : -1;
      return (a.rank || 0) - (b.rank || 0);
    });
    return { person: answered ? me.person : null, rows };
  });
}

// How many things of this person the phone still keeps, and whether anybody is signed in.
export async function keptHere(course) {
  const { signedIn, own } = await held();
  return { signedIn, count: own.filter((thing) => !course || thing.course === course).length };
}
