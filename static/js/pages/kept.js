// What this phone keeps: courses that can be learnt now, and how much room they take.

import "../lib/frame.js";
import { giveFile } from "../lib/givefile.js";
import { askWorker, canKeep } from "../lib/keep.js";
import { onKeeping, showState } from "../lib/keeping.js";
import { refreshMe } from "../lib/me.js";
import { allProgress } from "../lib/mycourses.js";
import { keepSending } from "../lib/outbox.js";
import { handIn } from "../lib/placing.js";
import { startWaiting } from "../lib/waiting.js";
import { weight } from "../lib/weight.js";
import { fillIn, filled, worded } from "../lib/words.js";

// What a phone reads without running out of memory.
const LARGEST_FILE = 60e6;

const list = document.querySelector("[data-keptlist]");
const cards = new Map();

function cardOf(edition) {
  if (!cards.has(edition)) {
    const card = document.querySelector("[data-keptcard]").content.firstElementChild.cloneNode(true);
    card.dataset.edition = edition;
    list.append(card);
    cards.set(edition, card);
  }
  return cards.get(edition);
}

function where(words, row, kept) {
  if (!row || !row.current) return worded(words, 0);
  if (row.server && row.server.completed_at) return worded(words, 1);
  return filled(worded(words, 2), Object.keys(row.done || {}).length, kept.steps);
}

function drawCard(kept, row) {
  const card = cardOf(kept.edition);
  const find = (name) => card.querySelector("[data-" + name + "]");
  card.dataset.course = kept.course;
  find("title").textContent = kept.title;
  find("title").href = "/hoc/" + kept.edition + "/";
  // Signed by the province, as every word of the course is.
  find("picture").innerHTML = kept.picture;
  find("voice").innerHTML = kept.voice;
  find("where").textContent = where(find("where"), row, kept);
  find("size").textContent = weight(kept.size);
  drawState(card, kept);
}

function drawState(card, told) {
  showState(card, told.state);
  if (!told.total) return;
  const bar = card.querySelector("progress");
  bar.max = told.total;
  bar.value = told.done;
  bar.setAttribute("aria-label", filled(bar.dataset.words, told.done, told.total));
}

async function drawRoom(kept) {
  const room = document.querySelector("[data-room]");
  room.hidden = !kept.length;
  const { storage } = navigator;
  const { usage, quota } = storage && storage.estimate ? await storage.estimate() : {};
  const used = usage || kept.reduce((sum, one) => sum + one.bytes, 0);
  fillIn(room.querySelector("[data-used]"), weight(used));
  const bar = room.querySelector("progress");
  bar.hidden = !quota;
  if (!quota) return;
  bar.max = quota;
  bar.value = used;
  fillIn(room.querySelector("[data-left]"), weight(quota - used));
}

async function drawAll() {
  const kept = (await askWorker({ do: "list" })) || [];
  const { rows } = await allProgress();
  for (const [edition, card] of cards) {
    if (kept.some((one) => one.edition === edition)) continue;
    card.remove();
    cards.delete(edition);
  }
  for (const one of kept) drawCard(one, rows.find((row) => row.course === one.course));
  document.querySelector("[data-nothing]").hidden = kept.length > 0;
  document.querySelector("[data-learnable]").hidden = !kept.length;
  drawRoom(kept);
}

// Told when the page is painted already, it stands at the foot, where it pushes nothing away.
function showLine(isUp, place = "foot") {
  const note = document.querySelector("[data-offline]");
  if (note.hidden) note.dataset.offline = place;
  note.hidden = isUp;
}

// Asked of the server, because a phone with a dead line still says it is online.
async function drawLine() {
  showLine(Boolean(navigator.onLine && (await refreshMe())));
}

function askBefore(edition) {
  const dialog = document.querySelector("[data-dropping]");
  dialog.returnValue = "";
  dialog.querySelector("[data-dropname]").textContent = cardOf(edition).querySelector("[data-title]").textContent;
  dialog.onclose = async () => {
    if (dialog.returnValue !== "drop") return;
    await askWorker({ do: "drop", edition });
    await drawAll();
    list.focus();
  };
  dialog.showModal();
}

async function giveAway(edition) {
  const text = await askWorker({ do: "give", edition });
  if (!text) return say("notwhole");
  const name = cardOf(edition).dataset.course + ".hocso.txt";
  if ((await giveFile(name, text)) === "saved") say("saved", name);
}

function say(state, name = "") {
  const box = document.querySelector("[data-sharing]");
  showState(box, state);
  for (const words of box.querySelectorAll("[data-name]")) words.textContent = name;
  const shown = box.querySelector("[data-at]:not([hidden])");
  if (shown) shown.scrollIntoView({ block: "nearest" });
}

async function takeFrom({ target: input }) {
  const file = input.files[0];
  if (!file) return;
  say("reading");
  const fits = file.size <= LARGEST_FILE;
  const told = fits && (await askWorker({ do: "take", text: await file.text() }));
  input.value = "";
  const { state, title } = told || { state: fits ? "unreadable" : "toolarge" };
  say(state, title);
  await drawAll();
}

function wire() {
  const box = document.querySelector("[data-sharing]");
  box.hidden = false;
  box.querySelector("input").onchange = takeFrom;
  const actions = {
    give: giveAway,
    pause: (edition) => askWorker({ do: "pause", edition }),
    goon: (edition) => {
      showState(cardOf(edition), "loading");
      askWorker({ do: "download", edition });
    },
    drop: askBefore,
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep]");
    if (button) actions[button.dataset.keep](button.closest("[data-edition]").dataset.edition);
  });
  onKeeping((told) => {
    const card = cards.get(told.edition);
    if (card && !["ready", "dropped", "gone"].includes(told.state)) drawState(card, told);
    else drawAll();
  });
}

function startKept() {
  // Known before the first paint, also of a page that stands in for another; else it is known later.
  showLine(navigator.onLine && location.pathname === "/da-tai/", "");
  // Not long after the worker's answer: where it cannot start, none comes.
  const late = new Promise((resolve) => setTimeout(resolve, 4000));
  startWaiting(Promise.race([canKeep() && drawAll(), late]).catch(() => undefined));
  drawLine().then(keepSending).then(handIn);
  addEventListener("online", drawLine);
  addEventListener("offline", drawLine);
  document.querySelector("[data-nokeeping]").hidden = canKeep();
  if (canKeep()) wire();
}

startKept();
