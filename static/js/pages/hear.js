// Reads the clips of a button one after the other; a second tap stops.

import { remembered } from "../lib/looks.js";

const SLOW_READING = 0.75;
const player = new Audio();
let heard = null;
let waiting = [];

function drawHearing(button, on) {
  const words = button.querySelector("[data-words]");
  words.textContent = words.dataset.words.split("|")[on ? 1 : 0];
  button.setAttribute("aria-pressed", String(on));
}

function stopHearing() {
  player.pause();
  if (heard) drawHearing(heard, false);
  heard = null;
}

function failHearing() {
  if (!heard) return;
  const said = heard.parentElement.querySelector("[role=status]");
  said.textContent = said.dataset.words;
  stopHearing();
}

function playNext() {
  if (!waiting.length) {
    stopHearing();
    return;
  }
  player.src = waiting.shift();
  player.defaultPlaybackRate = remembered("pace") === "slow" ? SLOW_READING : 1;
  player.playbackRate = player.defaultPlaybackRate;
  player.play().catch((refused) => refused.name !== "AbortError" && failHearing());
}

function hear(button) {
  const again = button === heard;
  stopHearing();
  if (again) return;
  heard = button;
  waiting = button.dataset.clips.split(" ");
  drawHearing(button, true);
  playNext();
}

player.addEventListener("ended", playNext);
player.addEventListener("error", failHearing);
document.addEventListener("hocso:hear", (event) => hear(event.detail));
