// Photos of sessions: the form's part about them, sending them, and how many wait; with them what is odd
// in a log. Fetched only where there are some or a log is written.

import { odd } from "../lib/logodd.js";
import { startPhotoLines } from "../lib/photolines.js";
import { PhotoPart } from "../lib/photopart.js";
import { sendPhotos, sendPhotosWell } from "../lib/photosending.js";

const PART_ADDRESS = "/buoi/ghi/anh/";

// As this phone keeps it with the form, or from the province.
async function partFetched() {
  const here = window.caches && (await caches.match(PART_ADDRESS));
  const answer = here || (await fetch(PART_ADDRESS).catch(() => null));
  return answer && answer.ok ? answer.text() : "";
}

async function drawPhotoPart(logging) {
  const page = new DOMParser().parseFromString(await partFetched(), "text/html");
  const part = page.querySelector("[data-photo-part]");
  if (!part) return;
  document.querySelector("[data-photo-home]").replaceChildren(document.adoptNode(part));
  await new PhotoPart(logging).start();
  // Who is at the last look already.
  if (logging.part > 3) logging.review();
}

// For the other script of the page.
self.hocsoPhotos = { send: sendPhotos, draw: drawPhotoPart, odd };
sendPhotosWell();
startPhotoLines();
