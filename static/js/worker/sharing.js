// A kept course as one file for another phone, and such a file taken in: whole, signed by the
// province, every part what its name says, or not at all.

import {
  dropEntry,
  entries,
  entryOf,
  fileAt,
  listOf,
  partOf,
  putEntry,
  putThing,
  thingsOf,
} from "./cabinet.js";
import { alone, hasRoom } from "./download.js";
import { isOurs, sha256 } from "./trust.js";

const FORMAT = "hocso-course-1";
const TYPES = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  woff2: "font/woff2",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  webp: "image/webp",
  avif: "image/avif",
  gif: "image/gif",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  mp4: "video/mp4",
  vtt: "text/vtt",
};
const AT_A_TIME = 0x8000;

function base64(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let from = 0; from < bytes.length; from += AT_A_TIME) {
    text += String.fromCharCode(...bytes.subarray(from, from + AT_A_TIME));
  }
  return btoa(text);
}

function bytesOfText(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer;
}

// The text of the file, or null while the course is not whole here.
export async function give(edition) {
  const entry = await entryOf(edition);
  if (!entry || entry.state !== "ready") return null;
  const things = {};
  for (const thing of thingsOf(listOf(entry))) {
    const found = await (thing.part ? partOf(thing.sha256) : fileAt(thing.address));
    if (!found) return null;
    things[thing.as] = thing.part ? await found.text() : base64(await found.arrayBuffer());
  }
  const { listed, signature } = entry;
  return JSON.stringify({ format: FORMAT, listed, signature, things });
}

async function checked(list, things) {
  const whole = [];
  for (const thing of thingsOf(list)) {
    const text = things[thing.as];
    const buffer = thing.part ? new TextEncoder().encode(text).buffer : bytesOfText(text);
    if ((await sha256(buffer)) !== thing.sha256) return null;
    whole.push([thing, buffer]);
  }
  return whole;
}

function stored(thing, buffer) {
  const type = thing.part ? "text/plain; charset=utf-8" : TYPES[thing.address.split(".").pop()];
  const headers = { ...CONFIG.pageHeaders, "Content-Type": type || "application/octet-stream" };
  // A drawing opened by itself may neither run nor fetch anything.
  if (thing.address.startsWith("/tep/")) headers["Content-Security-Policy"] = CONFIG.assetPolicy;
  return new Response(buffer, { headers });
}

// Take in the text of such a file. {state: "taken" | "known" | "older" | "gone" | "foreign" |
// "unreadable" | "full", title}; of all but "taken" nothing is changed.
export function take(text) {
  return alone("taking", () => takeIn(text));
}

async function takeIn(text) {
  try {
    const file = JSON.parse(text);
    if (file.format !== FORMAT || typeof file.listed !== "string") return { state: "unreadable" };
    if (!(await isOurs(file.listed, file.signature))) return { state: "foreign" };
    const list = JSON.parse(file.listed);
    const { edition, course, number, title } = list;
    const here = (await entries()).filter((one) => one.course === course);
    if (here.some((one) => one.state === "gone")) return { state: "gone", title };
    if (here.some((one) => one.edition === edition && one.state === "ready")) return { state: "known", title };
    if (here.some((one) => one.number > number)) return { state: "older", title };
    const whole = await checked(list, file.things);
    if (!whole) return { state: "foreign" };
    const { listed, signature } = file;
    const known = here.find((one) => one.edition === edition);
    const entry = { edition, course, number, listed, signature, was: known ? known.was : [], at: 0 };
    try {
      // First the list, so that nothing of it is swept away meanwhile.
      await putEntry({ ...entry, state: "paused" });
      const size = whole.reduce((sum, [, buffer]) => sum + buffer.byteLength, 0);
      if (!(await hasRoom(size))) throw new Error("no room");
      for (const [thing, buffer] of whole) await putThing(thing, stored(thing, buffer));
      // With a network, it is asked at once whether there is something newer.
      await putEntry({ ...entry, state: "ready" });
    } catch (noRoom) {
      if (!known) await dropEntry(edition);
      return { state: "full", title };
    }
    return { state: "taken", title };
  } catch (notSuchAFile) {
    return { state: "unreadable" };
  }
}
