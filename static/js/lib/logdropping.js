// A log that somebody throws away, and brings back.

import { change } from "./store.js";

export async function dropLog(row) {
  await change(({ kv }) => kv.drop(row.key));
  document.dispatchEvent(new Event("hocso:kept"));
}

export async function putBack(row) {
  await change(({ kv }) => kv.put(row));
  document.dispatchEvent(new Event("hocso:kept"));
}
