// Photos of sessions this phone keeps: one row of "kv" for each, until the province has it.
//
// The log names a photo by its hash, the row holds its bytes. It is `unsent`, so it outlasts whoever
// signs in or out, for the person who took it, and it is there before any draft that names it.

import { holder, ownKey } from "./holder.js";
import { isLog, writer } from "./logrows.js";
import { change, kept, once, spare } from "./store.js";

export const MOST_PHOTOS = 3;
const ROOM_LEFT = 3000000;
const PHOTO_LOST = 86400000;

function isPhoto(row) {
  return row.unsent === "photo";
}

// Whether the phone says itself that it is nearly full.
async function hasRoom() {
  const { storage } = navigator;
  const told = storage && storage.estimate && (await storage.estimate().catch(() => null));
  return !told || !told.quota || told.quota - told.usage > ROOM_LEFT;
}

// Keep a photo; false where there is no room for it. The log beside it is kept as before.
export async function keepPhoto(photo) {
  const { hocsoVault: vault } = self;
  const who = writer(await kept("me"));
  const key = ownKey("photo/" + photo.record + "/" + photo.sha, who);
  const row = { ...photo, key, who, unsent: "photo", at: new Date().toISOString() };
  const work = async ({ kv }) => kv.put(row);
  if (spare.rows) return Boolean(await change(work));
  if (!(await hasRoom())) return false;
  if (vault && vault.photoSealed) Object.assign(row, await vault.photoSealed(row));
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      await once(work);
      return true;
    } catch (refused) {
      // Full, or the phone had just closed what it keeps: then once more.
    }
  }
  return false;
}

// {photos, waits}: those of who writes here, and whether a log of hers is still to go first.
export function photosKept() {
  return change(async ({ kv }) => {
    const mine = writer(await kv.get("me"));
    const own = (await kv.all()).filter((row) => row.who === mine);
    const photos = own.filter(isPhoto).sort((a, b) => (a.at < b.at ? -1 : 1));
    return { mine, photos, waits: own.some((row) => isLog(row) && row.state === "waiting") };
  });
}

// The picture of a row; null where the browser has lost what it promised to keep.
export async function pictureOf(photo) {
  return photo.kid ? self.hocsoVault.photoBlob(photo).catch(() => null) : photo.blob;
}

// What is locked waits until somebody opens it.
function canOpen({ kid }) {
  const { hocsoVault: vault } = self;
  return !kid || Boolean(vault && vault.canOpen && vault.canOpen(kid));
}

function names(log, photo) {
  return log.id === photo.record && Boolean(log.document && (log.document.photos || {})[photo.sha]);
}

// The next photo whose log has arrived, as far as this phone knows; null while a log is to go first.
export function nextPhoto() {
  return change(async ({ kv }) => {
    const mine = holder(await kv.get("me"));
    const own = (await kv.all()).filter((row) => row.who === mine);
    const logs = own.filter(isLog);
    if (!mine || mine[0] === "?" || logs.some((log) => log.state === "waiting")) return null;
    const isDue = (photo) => {
      const here = logs.filter((log) => log.id === photo.record);
      const hasArrived = here.some((log) => log.state === "arrived" && names(log, photo));
      // Without any log here the province may know it: one that arrived leaves the phone in time.
      return canOpen(photo) && !photo.why && !isFresh(photo) && (hasArrived || !here.length);
    };
    const photos = own.filter((row) => isPhoto(row) && isDue(row));
    return photos.sort((a, b) => (a.at < b.at ? -1 : 1))[0] || null;
  });
}

// Lately the province knew nothing of it; perhaps its log was dropped by mistake and comes back.
function isFresh({ lost }) {
  return Boolean(lost) && Math.abs(Date.now() - lost) < PHOTO_LOST;
}

export function dropPhoto(photo) {
  return change(({ kv }) => kv.drop(photo.key));
}

// Said of the photo as it lies there now: it may be sealed with another key by this time, or gone.
function notePhoto({ key }, said) {
  return change(async ({ kv }) => {
    const now = await kv.get(key);
    return now && kv.put({ ...now, ...said });
  });
}

// The province would not take it, in its words; or, without words, it is tried again.
export function parkPhoto(photo, why) {
  return notePhoto(photo, { why });
}

// The province knows no log that names it. A day later it goes.
export function losePhoto(photo) {
  return photo.lost ? dropPhoto(photo) : notePhoto(photo, { lost: Date.now() });
}
