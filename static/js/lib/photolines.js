// "Còn 2 ảnh chờ gửi" beside each log of this phone, in a line of its own.

import { dropPhoto, parkPhoto, photosKept } from "./photorows.js";
import { sendPhotos } from "./photosending.js";
import { fillIn, filled, worded } from "./words.js";

const A_DAY_LONG = 86400000;
const PHOTOS_LATE = 3;

let photoTurn = Promise.resolve();
let photoUnderWay = {};
// Of which log she was asked whether its photos shall go.
let askedToDrop = "";

// One drawing after the other: the last word is the newest.
export function drawPhotoLines() {
  photoTurn = photoTurn.then(photosKept).then(({ photos }) => {
    const cards = Array.from(document.querySelectorAll("[data-record]"));
    for (const card of cards) drawLine(card, photos.filter(({ record }) => record === card.dataset.record));
    drawLatePhotos(photos, cards);
    const loose = document.querySelector("[data-photos-loose]");
    if (!loose) return;
    const left = photos.filter(({ record }) => !cards.some((card) => card.dataset.record === record));
    say(loose, filled(loose.dataset.words, left.length), left.length > 0);
  });
  return photoTurn;
}

// Photos that have waited for days though their logs have not; those of a draft wait for nothing.
function drawLatePhotos(photos, cards) {
  const note = document.querySelector("[data-photos-late]");
  if (!note) return;
  const isBegun = ({ record }) => cards.some(({ dataset }) => dataset.record === record && dataset.state === "draft");
  const waiting = photos.filter((photo) => !photo.why && !isBegun(photo));
  const oldest = Math.max(0, ...waiting.map((photo) => Date.now() - Date.parse(photo.at)));
  const days = Math.floor(oldest / A_DAY_LONG);
  note.hidden = days < PHOTOS_LATE || !document.querySelector("[data-lateness]").hidden;
  fillIn(note.querySelector("b"), days);
}

// What stands there already is not said again to who listens.
function say(line, words, isShown) {
  line.hidden = !isShown;
  if (line.textContent !== words) line.textContent = words;
}

// Made where it is wanted; the form has it only once its part about photos is there.
function lineOf(card) {
  const template = document.querySelector("[data-photos-line]");
  const line = card.querySelector("[data-photos-left]");
  if (line || !template) return line;
  const made = template.content.firstElementChild.cloneNode(true);
  card.lastElementChild.before(made);
  return made;
}

function drawLine(card, photos) {
  const line = lineOf(card);
  if (!line) return;
  const find = (name) => line.querySelector("[data-photos-" + name + "]");
  const { words } = find("said").dataset;
  const [waits, sends, refused, lost] = words.split("|");
  const parked = photos.filter(({ why }) => why);
  const { photo, share } = photoUnderWay;
  const isSent = photo && photos.some(({ key }) => key === photo.key);
  const told = [];
  if (photos.length > parked.length) told.push(filled(waits, photos.length - parked.length));
  if (isSent) told.push(filled(sends, Math.round(100 * share)));
  if (parked.length) told.push(filled(refused, parked[0].why === "lost" ? lost : parked[0].why));
  say(find("said"), told.join(" "), true);
  // A draft has its photos in the form.
  line.hidden = !photos.length || card.dataset.state === "draft";
  find("again").hidden = Boolean(isSent);
  find("again").onclick = () => tryAgain(parked);
  const { record } = card.dataset;
  say(find("drop"), worded(find("drop"), askedToDrop === record ? 1 : 0), parked.length > 0);
  find("drop").onclick = () => drop(record, parked);
}

async function tryAgain(parked) {
  for (const photo of parked) if (photo.why !== "lost") await parkPhoto(photo, null);
  await sendPhotos();
}

// Asked once more: it cannot be brought back.
async function drop(record, parked) {
  if (askedToDrop === record) for (const photo of parked) await dropPhoto(photo);
  askedToDrop = askedToDrop === record ? "" : record;
  await drawPhotoLines();
}

export function startPhotoLines() {
  document.addEventListener("hocso:photo", ({ detail }) => {
    photoUnderWay = detail;
    drawPhotoLines();
  });
  // Cards are drawn anew whenever something is sent or kept.
  const lists = document.querySelectorAll("[data-cards], [data-result]");
  const watcher = new MutationObserver(drawPhotoLines);
  for (const list of lists) watcher.observe(list, { childList: true });
  drawPhotoLines();
}
