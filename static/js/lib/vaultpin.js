// A PIN for the session log on this phone: it wraps a data key of its own. Few signs are soon tried out, so
// what they unlock is also bound to a secret this browser keeps and no script can read, and a wrong one
// takes longer each time.

import { uuid7 } from "./ids.js";
import { askWorker } from "./keep.js";
import { keys } from "./vaultkeys.js";
import { sweepVault } from "./vaultsweep.js";

export const FREE_TRIES = 5;
const FIRST_WAIT_MS = 30000;
const LONGEST_WAIT_MS = 3600000;
// How long a try takes on this phone, about; a script on another computer needs about as long.
const A_TRY_MS = 250;
const PROBE = 50000;
const LEAST_ROUNDS = 100000;
const MOST_ROUNDS = 1000000;
const SEALING_MS = 10000;
const AES = { name: "AES-GCM", length: 256 };

async function stretched(pin, salt, rounds) {
  const text = new TextEncoder().encode(pin);
  const base = await crypto.subtle.importKey("raw", text, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveBits(how, base, 256);
}

// As many rounds as this phone does in the time a try may take.
async function roundsHere(salt) {
  const begun = performance.now();
  await stretched("0000", salt, PROBE);
  const rounds = (PROBE * A_TRY_MS) / Math.max(1, performance.now() - begun);
  return Math.round(Math.min(Math.max(rounds, LEAST_ROUNDS), MOST_ROUNDS));
}

async function pinKey(pin, { salt, rounds, pepper }) {
  const bits = await crypto.subtle.sign("HMAC", pepper, await stretched(pin, salt, rounds));
  return crypto.subtle.importKey("raw", bits, AES, false, ["wrapKey", "unwrapKey"]);
}

function base64url(bytes) {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// For the writer a lock of these signs; false where none could be made. What the province can open goes
// beside it, so that a PIN that was forgotten loses nothing.
export async function setPin(pin, who) {
  const dataKey = await crypto.subtle.generateKey(AES, true, ["encrypt", "decrypt"]);
  const raw = await crypto.subtle.exportKey("raw", dataKey);
  const told = { version: 1, lock: { owner: who, key: base64url(raw) } };
  const recovery = await askWorker({ do: "seal", text: JSON.stringify(told) }, SEALING_MS);
  if (!recovery) return false;
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const pepper = await crypto.subtle.generateKey(hmac, false, ["sign"]);
  const lock = { who, kid: uuid7(), salt, rounds: await roundsHere(salt), pepper, recovery };
  lock.iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv: lock.iv };
  lock.wrapped = await crypto.subtle.wrapKey("raw", dataKey, await pinKey(pin, lock), how);
  Object.assign(lock, { wrong: 0, until: 0 });
  await keys.opened(lock.kid, await importKey(raw));
  await keys.change((locks) => locks.concat(lock));
  await sweepVault();
  return true;
}

function importKey(raw) {
  return crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);
}

function waitAfter(wrong) {
  if (wrong < FREE_TRIES) return 0;
  return Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES), LONGEST_WAIT_MS);
}

// By how many milliseconds the next try is put off. A clock that was set back makes it no longer.
export function waitFor({ wrong, until }) {
  return Math.max(0, Math.min(until - Date.now(), waitAfter(wrong)));
}

// Whether these signs are right; then the log is open.
export async function tryPin(pin, { kid }) {
  // Counted before it is tried: closing the page in time saves no try.
  const counted = (lock) => {
    const wrong = lock.wrong + 1;
    return { ...lock, wrong, until: Date.now() + waitAfter(wrong) };
  };
  await changeLock(kid, counted);
  const lock = keys.row.locks.find((one) => one.kid === kid);
  const how = { name: "AES-GCM", iv: lock.iv };
  const key = await pinKey(pin, lock);
  try {
    const usages = ["encrypt", "decrypt"];
    const dataKey = await crypto.subtle.unwrapKey("raw", lock.wrapped, key, how, AES, false, usages);
    await keys.opened(kid, dataKey);
  } catch (wrong) {
    return false;
  }
  await changeLock(kid, (one) => ({ ...one, wrong: 0, until: 0 }));
  return true;
}

function changeLock(kid, change) {
  return keys.change((locks) => locks.map((one) => (one.kid === kid ? change(one) : one)));
}

// Open what the province gave the key of back, and take the forgotten PIN off.
export async function openWith(text, lock) {
  const signs = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  await keys.opened(lock.kid, await importKey(Uint8Array.from(signs, (sign) => sign.charCodeAt(0))));
  await takeOff(lock);
}

// From here on everything is sealed with the key of everybody; the lock goes when nothing needs it.
export async function takeOff({ kid }) {
  await changeLock(kid, (one) => ({ ...one, isGoing: true }));
  await sweepVault();
}
