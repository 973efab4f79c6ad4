// A board: on a map whose tiles are smaller than a thumb the first touch says which place it is, and
// shows the way to it; the second opens it. A mouse and the keyboard open it at once.

import "../lib/frame.js";
import { sendAfter } from "../lib/sendafter.js";

const THUMB = 44;
const map = document.querySelector("svg.map");
const told = document.querySelector("[data-told]");

function touched(event) {
  const place = event.target.closest("a");
  if (!place || event.pointerType === "mouse" || !event.detail) return;
  if (place.getBoundingClientRect().width >= THUMB || place.classList.contains("chosen")) return;
  event.preventDefault();
  for (const one of map.querySelectorAll(".chosen")) one.classList.remove("chosen");
  place.classList.add("chosen");
  const [name, ...said] = place.getAttribute("aria-label").split(": ");
  told.querySelector("b").textContent = name;
  told.querySelector("span").textContent = said.join(": ");
  told.querySelector("a").href = place.href.baseVal;
  told.hidden = false;
}

if (map && told) map.addEventListener("click", touched);
sendAfter();
