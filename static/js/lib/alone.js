// Work that one tab at a time may do.

import { change } from "./store.js";

const LEASE = 30000;

// What `work` comes to, or "busy" where another tab does such work.
export async function alone(work, name) {
  const { locks } = navigator;
  if (locks) return locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : "busy"));
  const taken = await change(async ({ kv }) => {
    const lease = await kv.get("lease");
    // One of a clock that was set back since holds nobody up.
    if (lease && Math.abs(Date.now() - lease.at) < LEASE) return false;
    await kv.put({ key: "lease", at: Date.now() });
    return true;
  });
  if (!taken) return "busy";
  try {
    return await work();
  } finally {
    await change(({ kv }) => kv.drop("lease"));
  }
}
