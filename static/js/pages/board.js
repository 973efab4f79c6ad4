// The map of a board. A tile on a phone is smaller than a thumb: a tap names its place in the line above
// the map, and the next one, there or on the tile, opens it. A mouse and the keys name what they come to.

import "../lib/frame.js";
import { sendAfter } from "../lib/sendafter.js";

const THUMB = 44;
const map = document.querySelector("svg.map");
const line = document.querySelector("[data-named]");
const hint = line.firstElementChild;
const link = line.lastElementChild;
const marked = new Map();
let named = null;
let isTapped = false;

const pathOf = (way) => new URL(way.getAttribute("href"), location.href).pathname;
const tileOf = ({ target }) => target.closest("a");

function mark(tile, isOn) {
  tile.classList.toggle("on", isOn);
  const { row } = marked.get(pathOf(tile)) || {};
  if (row) row.classList.toggle("on", isOn);
}

function name(tile) {
  if (!tile || tile === named) return;
  if (named) mark(named, false);
  named = tile;
  mark(tile, true);
  link.href = tile.getAttribute("href");
  link.firstElementChild.textContent = tile.getAttribute("aria-label");
  hint.hidden = true;
  link.hidden = false;
}

function isSmall(tile) {
  const { width, height } = tile.getBoundingClientRect();
  return Math.min(width, height) < THUMB;
}

for (const tile of map.querySelectorAll("a")) marked.set(pathOf(tile), { tile });
for (const way of document.querySelectorAll(".sums td:first-child > a")) {
  const both = marked.get(pathOf(way));
  if (!both) continue;
  both.row = way.closest("tr");
  both.row.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && name(both.tile));
}
map.addEventListener("pointerover", (event) => event.pointerType === "mouse" && name(tileOf(event)));
map.addEventListener("focusin", (event) => tileOf(event).matches(":focus-visible") && name(tileOf(event)));
map.addEventListener("pointerdown", ({ pointerType }) => (isTapped = pointerType !== "mouse"));
map.addEventListener("pointercancel", () => (isTapped = false));
map.addEventListener("click", (event) => {
  const tile = tileOf(event);
  if (isTapped && tile && tile !== named && isSmall(tile)) event.preventDefault();
  if (isTapped) name(tile);
  isTapped = false;
});
line.hidden = false;
sendAfter();
