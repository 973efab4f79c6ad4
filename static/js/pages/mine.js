// The learner's own page: send what the phone still keeps, then show anew what she has learnt.

import "../lib/frame.js";
import { startLeaving } from "../lib/leaving.js";
import { refreshMe } from "../lib/me.js";
import { keptHere } from "../lib/mycourses.js";
import { keepSending } from "../lib/outbox.js";
import { handIn } from "../lib/placing.js";
import { filled } from "../lib/words.js";

async function drawKept() {
  const chip = document.querySelector("[data-kept]");
  if (!chip) return;
  const { count } = await keptHere();
  chip.hidden = count === 0;
  chip.querySelector("span").textContent = filled(chip.dataset.words, count);
}

async function showAnew() {
  await drawKept();
  const shown = document.querySelector("[data-learnt]");
  if (!shown) return;
  const response = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  if (!response || !response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-learnt]");
  if (fresh) shown.replaceWith(document.adoptNode(fresh));
}

async function startMine() {
  startLeaving();
  await refreshMe();
  const { state } = await handIn();
  await (state === "marked" ? showAnew() : drawKept());
  document.addEventListener("hocso:sent", showAnew);
  keepSending();
}

startMine();
