// Keys of a session log that is open (lib/vaultkeys.js), for the next page of this browser: in memory
// only, so that they are gone when the browser is, and none longer than it was said.

const heldKeys = new Map();

export async function holdKey({ kid, key, until }) {
  heldKeys.set(kid, { key, until });
  return true;
}

export async function heldKey({ kid }) {
  const held = heldKeys.get(kid);
  if (held && held.until > Date.now()) return held;
  heldKeys.delete(kid);
  return null;
}

export async function dropKeys() {
  heldKeys.clear();
  return true;
}
