// Stands between the store and whoever reads or writes rows of teams: what is read comes open, what is
// written lies sealed. No key can be used while a transaction is under way, so one that needs something
// opened or sealed first is given up, and begun again when that is ready.

import { once } from "./store.js";
import { VAULT, keys } from "./vaultkeys.js";
import { isText, nameOf, openBytes, openedRow, partedRow, sealBytes } from "./vaultrows.js";

const NOT_YET = "not yet";

// By the key of a row: {text, sealed}, as it lies there as far as this page knows, and as it is to lie.
const known = new Map();
const ready = new Map();
// What no key of ours opens stays as it is.
const unreadable = new Set();
let whenUnlocked = [];

function isSame(one, other) {
  return one.kid === other.kid && String(one.iv) === String(other.iv);
}

function hasKey(row, kid) {
  return Boolean(row) && (row.kid === kid || row.locks.some((lock) => lock.kid === kid));
}

// One try of one piece of work, and what stood in its way.
class Turn {
  constructor() {
    this.toOpen = [];
    this.opened = new Map();
    this.toSeal = null;
    this.isStale = false;
    this.isLocked = false;
  }

  needsMore() {
    return this.toOpen.length > 0 || Boolean(this.toSeal) || this.isStale || this.isLocked;
  }

  open(rows) {
    const opened = rows.map((row) => {
      if (!row || !row.sealed || !isText(row)) return row;
      const entry = known.get(row.key);
      if (entry && isSame(entry.sealed, row.sealed)) {
        this.opened.set(nameOf(row), entry);
        return openedRow(row, entry.text);
      }
      const canOpen = keys.open.has(row.sealed.kid) && !unreadable.has(String(row.sealed.iv));
      if (canOpen) this.toOpen.push(row);
      return row;
    });
    if (this.toOpen.length) throw NOT_YET;
    return opened;
  }

  // A row as it is to lie there. One that was read while it was locked stays sealed as it is; so does one
  // that is only named anew, to a writer whose lock is closed: it waits for no PIN, and sweeping seals it
  // with hers once that is open.
  async seal(kv, row) {
    if (!isText(row) || row.sealed) return row;
    const { clear, text } = partedRow(row);
    const { kid, key } = keys.keyFor(row.who);
    const fits = (one) => one && one.text === text && (!key || one.sealed.kid === kid);
    const entries = key ? [known.get(row.key), ready.get(row.key)] : [this.opened.get(nameOf(row))];
    const entry = entries.find(fits);
    if (!entry && !key) {
      this.isLocked = true;
      throw NOT_YET;
    }
    if (!entry) {
      this.toSeal = { row, text, with: { kid, key } };
      throw NOT_YET;
    }
    // Another page may have taken the lock off meanwhile, and its key with it.
    if (!hasKey(await kv.get(VAULT), entry.sealed.kid)) {
      this.isStale = true;
      throw NOT_YET;
    }
    known.set(row.key, entry);
    return { ...clear, sealed: entry.sealed };
  }

  async settle() {
    for (const row of this.toOpen) {
      try {
        const bytes = await openBytes(row, keys.open.get(row.sealed.kid), row.sealed);
        known.set(row.key, { text: new TextDecoder().decode(bytes), sealed: row.sealed });
      } catch (refused) {
        unreadable.add(String(row.sealed.iv));
      }
    }
    if (this.toSeal) {
      const { row, text, with: key } = this.toSeal;
      const sealed = await sealBytes(row, key, new TextEncoder().encode(text));
      ready.set(row.key, { text, sealed });
    }
    if (this.isStale) await keys.load();
    if (this.isLocked) await new Promise((resolve) => whenUnlocked.push(resolve));
  }
}

// Rows as they lie there.
export function asLying(work) {
  work.isRaw = true;
  return once(work);
}

export async function guard(work, run) {
  if (work.isRaw) return run(work);
  for (;;) {
    const turn = new Turn();
    try {
      return await run((tables) => work({ ...tables, kv: guarded(tables.kv, turn) }));
    } catch (refused) {
      if (!turn.needsMore()) throw refused;
    }
    await turn.settle();
  }
}

function guarded(kv, turn) {
  const { drop, get, all } = withoutLost(kv);
  return {
    drop,
    get: async (key) => turn.open([await get(key)])[0],
    all: async () => turn.open(await all()),
    put: async (row) => kv.put(await turn.seal(kv, row)),
  };
}

// Lists of a team for which this browser has no key are none: the province tells them anew. A session that
// nobody can open stays, and is counted.
function isLost(row) {
  if (!row || !row.sealed || !/^(team|usual)\//.test(row.key)) return false;
  return !keys.row || !hasKey(keys.row, row.sealed.kid);
}

function withoutLost(kv) {
  return {
    ...kv,
    get: async (key) => {
      const row = await kv.get(key);
      return isLost(row) ? undefined : row;
    },
    all: async () => (await kv.all()).filter((row) => !isLost(row)),
  };
}

// Where no key can be used at all.
export function guardWithoutKeys(work, run) {
  if (work.isRaw) return run(work);
  return run((tables) => work({ ...tables, kv: withoutLost(tables.kv) }));
}

// Whatever waited for the PIN goes on.
export function goOnUnlocked() {
  for (const goOn of whenUnlocked) goOn();
  whenUnlocked = [];
}

// Nothing that was open stays in memory.
export function forgetOpened() {
  known.clear();
  ready.clear();
}
