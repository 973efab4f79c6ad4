// What another phone has said it has taken over: {at, ids}, of one person only. Nothing else changes by it:
// this phone still sends what it holds, and the province counts each session once.

import { ownKey } from "./holder.js";
import { change, keep, kept } from "./store.js";

export function noteGiven(mine, rows) {
  const at = new Date().toISOString();
  return keep({ key: ownKey("given", mine), who: mine, at, ids: Array.from(new Set(rows.map(({ id }) => id))) });
}

export function forgetGiven(mine) {
  return change(({ kv }) => kv.drop(ownKey("given", mine)));
}

// Whether all of these sessions are on the other phone, too.
export async function areGiven(mine, rows) {
  const given = await kept(ownKey("given", mine));
  return Boolean(given) && rows.length > 0 && rows.every(({ id }) => given.ids.includes(id));
}
