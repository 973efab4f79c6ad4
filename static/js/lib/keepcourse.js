// The card of a course that offers to take it along: first what it weighs, then how far it is.

import { askWorker, canKeep } from "./keep.js";
import { onKeeping, showState } from "./keeping.js";
import { json } from "./me.js";
import { weight } from "./weight.js";
import { fillIn } from "./words.js";

// Apps that open links in a window of their own, whose storage is theirs to clear.
const IN_AN_APP = /; wv\)|Zalo|FBAN|FBAV/;

function chromeAddress() {
  const { host, pathname } = location;
  return "intent://" + host + pathname + "#Intent;scheme=https;package=com.android.chrome;end";
}

async function stateOf(edition) {
  const all = (await askWorker({ do: "list" })) || [];
  return all.find((one) => one.edition === edition) || null;
}

// What the signed list says, which the worker reads again and checks; or the state to show.
async function weigh(edition) {
  const { status, body } = await json("/hoc/" + edition + "/goi.json");
  if (status === 410) return "gone";
  return body && body.listed ? JSON.parse(body.listed) : "unknown";
}

function drawKeeping(card, told) {
  showState(card, told.state);
  card.querySelector("[data-morefilms]").hidden = told.state !== "ready" || !told.hasFilms;
  if ("films" in told) card.querySelector('[name="films"][value="' + told.films + '"]').checked = true;
  const bar = card.querySelector("progress");
  if (!told.total) return;
  bar.max = told.total;
  bar.value = told.done;
  const words = card.querySelector("[data-parts]");
  fillIn(words, told.done, told.total);
}

// What each quality adds; nothing is chosen for her.
function offerFilms(card, films) {
  const choice = card.querySelector("[data-films]");
  choice.hidden = !films.light;
  for (const input of choice.querySelectorAll("input")) {
    const words = input.parentElement.querySelector("[data-words]");
    if (!words || choice.hidden) continue;
    const size = films[input.value].reduce((sum, film) => sum + film.size, 0);
    fillIn(words, weight(size));
  }
}

function chosenFilms(card) {
  return card.querySelector("[data-films] input:checked").value;
}

async function offer(card, edition) {
  drawKeeping(card, { state: "weighing" });
  const list = await weigh(edition);
  if (typeof list === "string") return showState(card, list);
  const words = card.querySelector("[data-weight]");
  fillIn(words, weight(list.size), list.minutes);
  offerFilms(card, list.films || {});
  showState(card, "weighed");
  card.querySelector("[data-keep=start]").focus();
}

// The button that came in place of the one just pressed.
function keepFocus(card) {
  const next = card.querySelector("button:not([hidden]), a:not([hidden])");
  if (document.activeElement === document.body && next) next.focus();
}

// `current` gives the edition the learner stays on, and the page she is to open next. Resolves with
// what draws the card anew.
export async function startKeepCourse(current) {
  const card = document.querySelector("[data-keepcard]");
  if (!card) return null;
  card.hidden = false;
  const inApp = IN_AN_APP.test(navigator.userAgent);
  const chrome = card.querySelector("[data-chrome]");
  if (inApp) chrome.querySelector("a").href = chromeAddress();
  else chrome.remove();
  if (!canKeep()) {
    // Some of these apps let nothing be kept at all.
    showState(card, inApp ? "inapp" : "no");
    return null;
  }
  const start = (films) => {
    const { edition, path } = current();
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    drawKeeping(card, { state: "loading", done: 0, total: 1 });
    askWorker({ do: "download", edition, first: path, films });
  };
  const draw = async () => {
    drawKeeping(card, (await stateOf(current().edition)) || { state: "offered" });
  };
  const actions = {
    weigh: () => offer(card, current().edition),
    start: () => start(chosenFilms(card)),
    // With the films that were chosen when it began.
    goon: () => start(),
    cancel: draw,
    pause: () => askWorker({ do: "pause", edition: current().edition }),
    drop: () => askWorker({ do: "drop", edition: current().edition }),
  };
  card.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep]");
    if (!button) return;
    actions[button.dataset.keep]();
    keepFocus(card);
  });
  onKeeping((told) => {
    if (told.edition !== current().edition) return;
    if (told.state === "dropped" || told.state === "ready") draw();
    else drawKeeping(card, told);
  });
  await draw();
  return draw;
}
