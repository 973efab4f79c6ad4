// The keys of what lies sealed on this phone: one for everybody, made at first use and kept by the browser
// so that no script can read it; and one for each writer who has set a PIN, kept only wrapped.
//
// "vault" in "kv" is {kid, dataKey, locks: [{who, kid, salt, rounds, iv, wrapped, pepper, recovery, wrong,
// until}]}. Keys of locks that are open here lie in this page's memory and in the worker's, nowhere else.

import { uuid7 } from "./ids.js";
import { askWorker } from "./keep.js";
import { once } from "./store.js";

export const VAULT = "vault";
export const UNUSED = 900000;
const SOON_ENOUGH = 1500;

class Keys {
  constructor() {
    this.open = new Map();
    this.row = null;
    this.usedAt = Date.now();
  }

  // Throws where the browser keeps no key.
  async load() {
    const made = { key: VAULT, kid: uuid7(), dataKey: await newKey(false), locks: [] };
    this.row = await once(async ({ kv }) => {
      const before = await kv.get(VAULT);
      if (before) return before;
      await kv.put(made);
      return made;
    });
    this.open.set(this.row.kid, this.row.dataKey);
    for (const { kid } of this.locked()) await this.askFor(kid);
  }

  locked() {
    return this.row.locks.filter(({ kid }) => !this.open.has(kid));
  }

  // One that is being taken off seals nothing more.
  lockOf(who) {
    return this.row.locks.find((lock) => lock.who === who && !lock.isGoing);
  }

  // {kid, key} that rows of this person are sealed with; `key` is missing where it is locked, and
  // everything before it is known.
  keyFor(who) {
    if (!this.row) return {};
    const { kid } = this.lockOf(who) || this.row;
    return { kid, key: this.open.get(kid) };
  }

  // What another page of this browser had open is open here, too.
  async askFor(kid) {
    const told = await askWorker({ do: "heldKey", kid }, SOON_ENOUGH);
    if (told) this.open.set(kid, told.key);
  }

  hold() {
    for (const { kid } of this.row.locks) {
      const key = this.open.get(kid);
      if (key) askWorker({ do: "holdKey", kid, key, until: this.usedAt + UNUSED }, SOON_ENOUGH);
    }
  }

  async opened(kid, key) {
    this.open.set(kid, key);
    this.usedAt = Date.now();
    await askWorker({ do: "holdKey", kid, key, until: this.usedAt + UNUSED }, SOON_ENOUGH);
  }

  async shut() {
    for (const { kid } of this.row.locks) this.open.delete(kid);
    await askWorker({ do: "dropKeys" }, SOON_ENOUGH);
  }

  // Change what is kept of the locks, as it stands now.
  async change(work) {
    this.row = await once(async ({ kv }) => {
      const row = await kv.get(VAULT);
      const next = { ...row, locks: work(row.locks) };
      await kv.put(next);
      return next;
    });
  }
}

export function newKey(isReadable) {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, isReadable, ["encrypt", "decrypt"]);
}

export const keys = new Keys();
