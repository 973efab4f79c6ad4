// Sends photos after their logs, part by part, one tab at a time. How far one is tells the province, so
// after a break it goes on where it stopped; a part that was sent twice changes nothing there.

import { alone } from "./alone.js";
import { holder, token } from "./holder.js";
import { json, refreshMe } from "./me.js";
import { dropPhoto, losePhoto, nextPhoto, parkPhoto, photosKept, pictureOf } from "./photorows.js";
import { kept } from "./store.js";

const PHOTOS = "/api/v1/field/photos/";
const MOST_PART = 32768;
const LEAST_PART = 4096;
const MOST_STILL = 3;
const PHOTO_WAIT = 5000;
const PHOTO_LONGEST = 300000;
// What an answer may take, and each byte on its way: 16 kbit/s carry two in a millisecond.
const PART_ANSWERED = 10000;
const PART_A_BYTE = 0.5;

// How much goes at once: less where a line was too slow for more.
let partSize = MOST_PART;
let photoSoon = 0;
let photoWait = PHOTO_WAIT;

// "nothing" left to send, "signedout", "busy" (another tab sends), or "offline".
export async function sendPhotos() {
  clearTimeout(photoSoon);
  const state = await alone(sendAllPhotos, "hocso-photos");
  if (state === "offline") {
    photoSoon = setTimeout(sendPhotos, photoWait * (0.75 + Math.random() / 2));
    photoWait = Math.min(photoWait * 2, PHOTO_LONGEST);
  } else {
    photoWait = PHOTO_WAIT;
  }
  tellPhoto(null, 0);
  return state;
}

// `share` of this photo is there.
function tellPhoto(photo, share) {
  document.dispatchEvent(new CustomEvent("hocso:photo", { detail: { photo, share } }));
}

async function sendAllPhotos() {
  for (;;) {
    const photo = await nextPhoto();
    if (!photo) return "nothing";
    const state = await sendPhoto(photo);
    if (state !== "done") return state;
    tellPhoto(null, 0);
  }
}

async function sendPhoto(photo) {
  const picture = await pictureOf(photo);
  const bytes = picture && (await picture.arrayBuffer().catch(() => null));
  // The browser has lost what it promised to keep.
  if (!bytes) return set(parkPhoto(photo, "lost"));
  let broken = 0;
  let [far, still] = [-1, 0];
  let answer = await talk(photo);
  for (;;) {
    const { status, body, isSlow } = answer;
    if (isSlow || status === 413) partSize = Math.max(LEAST_PART, partSize >> 1);
    if (status === 200 && body && body.state) {
      if (body.state !== "awaited") return set(dropPhoto(photo));
      still = body.offset === far ? still + 1 : 0;
      far = body.offset;
      if (still > MOST_STILL) return "offline";
      tellPhoto(photo, far / body.size);
      // A log goes before all photos.
      if ((await photosKept()).waits) return "later";
      answer = await talk(photo, bytes.slice(far, far + partSize), far);
    } else if (status === 422 && body && body.code === "wrong_hash" && !broken) {
      broken = 1;
      answer = await talk(photo);
    } else if (status === 422 && body) {
      return set(parkPhoto(photo, body.message));
    } else if (status === 404 && body && body.code === "not_found") {
      return set(losePhoto(photo));
    } else if ([401, 403].includes(status)) {
      return (await isStillHere(photo)) ? "offline" : "signedout";
    } else {
      return "offline";
    }
  }
}

// Whoever counts what is unsent counts again.
async function set(noted) {
  await noted;
  document.dispatchEvent(new Event("hocso:kept"));
  return "done";
}

// A stale token is renewed by asking who is here.
async function isStillHere(photo) {
  await refreshMe();
  return holder(await kept("me")) === photo.who;
}

// Ask how far the photo is, or bring what comes next.
async function talk({ record, sha }, part, offset) {
  const address = PHOTOS + record + "/" + sha;
  if (!part) return json(address);
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PART_ANSWERED + PART_A_BYTE * part.byteLength);
  const headers = { "X-CSRFToken": token(), "Upload-Offset": String(offset) };
  headers["Content-Type"] = "application/octet-stream";
  const { signal } = control;
  const answer = await json(address, { method: "PUT", headers, body: part, signal });
  clearTimeout(timer);
  return { ...answer, isSlow: signal.aborted };
}

export function sendPhotosWell() {
  addEventListener("online", () => {
    photoWait = PHOTO_WAIT;
    partSize = MOST_PART;
    sendPhotos();
  });
  document.addEventListener("visibilitychange", () => sendPhotos());
}
