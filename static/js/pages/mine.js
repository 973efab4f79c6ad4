// The learner's own page: send what the phone still keeps, then show the page anew.

import "../lib/frame.js";
import { refreshMe } from "../lib/me.js";
import { keepSending } from "../lib/outbox.js";
import { filled } from "../lib/panels.js";
import { keptHere } from "../lib/progress.js";

async function drawKept() {
  const chip = document.querySelector("[data-kept]");
  const { count } = await keptHere();
  if (!chip) return;
  chip.hidden = count === 0;
  chip.querySelector("span").textContent = filled(chip.dataset.words, count);
}

async function startMine() {
  await refreshMe();
  const { count } = await keptHere();
  await drawKept();
  document.addEventListener("hocso:sent", () => (count ? location.reload() : drawKept()));
  keepSending();
}

startMine();
