// What the form writes in the log book (lib/logbook.js): drafts, until one is finished.

import { ownKey } from "./holder.js";
import { uuid7 } from "./ids.js";
import { isLog, writer } from "./logrows.js";
import { change, spare } from "./store.js";

const UNSENT = "log";

export function keyOf({ id, rev }, who) {
  return ownKey("session/" + id + "/" + rev, who);
}

// Who writes now. Where the phone has just stopped keeping, it no longer knows, and nobody else came.
async function writerOf(kv, draft) {
  const me = await kv.get("me");
  return me || !spare.rows ? writer(me) : draft.who;
}

// The draft as this page kept it last, or null: dropped, finished or changed by another page.
async function unchanged(kv, key, draft) {
  const before = await kv.get(key);
  if (!before && spare.rows) return draft;
  return before && before.state === "draft" && before.turn === draft.turn ? before : null;
}

// Keep a draft as it is now. The row as it was kept, or null where another page has gone on with it
// or somebody else is here.
export function keepDraft(draft) {
  return change(async ({ kv }) => {
    const mine = await writerOf(kv, draft);
    const nobodys = draft.who === "" || draft.who[0] === "?";
    if (draft.who !== mine && !nobodys) return null;
    const key = keyOf(draft, mine);
    const isFree = draft.turn ? await unchanged(kv, key, draft) : !(await kv.get(key));
    if (!isFree) return null;
    const device = (await kv.get("device")) || { key: "device", id: uuid7(), seq: 0 };
    await kv.put(device);
    const at = new Date().toISOString();
    const now = { key, who: mine, state: "draft", unsent: UNSENT, at, device: device.id };
    const row = { ...draft, ...now, turn: draft.turn + 1 };
    await kv.put(row);
    return row;
  });
}

// Nothing of it changes from here on; null where another page was first.
export async function finish(draft) {
  const done = await change(async ({ kv }) => {
    const before = await unchanged(kv, draft.key, draft);
    if (!before) return null;
    const orders = (await kv.all()).filter(isLog).map((row) => row.order || 0);
    const at = new Date().toISOString();
    const row = { ...before, state: "waiting", at, order: 1 + Math.max(0, ...orders) };
    await kv.put(row);
    if (!row.trial) await rememberUsual(kv, row);
    return row;
  });
  document.dispatchEvent(new Event("hocso:kept"));
  return done;
}

// What the next log begins with.
function rememberUsual(kv, { who, team, document: said }) {
  const { type, venue, venue_kind, start_time, duration_min, helpers, topics } = said;
  const usual = { type, venue, venue_kind, start_time, duration_min, helpers, topics };
  return kv.put({ key: ownKey("usual/" + team, who), who, ...usual });
}

export function usualOf(team) {
  return change(async ({ kv }) => kv.get(ownKey("usual/" + team, writer(await kv.get("me")))));
}

// The draft that mends this row: the same session, one revision on.
export function revised(row, rows) {
  const revs = rows.filter(({ id }) => id === row.id).map(({ rev }) => rev);
  const has = row.state === "arrived" || row.state === "waiting";
  return {
    ...row,
    rev: 1 + Math.max(...revs),
    base: has ? row.rev : row.base,
    turn: 0,
    order: 0,
    why: null,
    receipt: "",
  };
}
