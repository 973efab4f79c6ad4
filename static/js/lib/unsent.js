// How many things are unsent, on every page.

import { jar } from "./holder.js";
import { logs, sessionsAt } from "./logrows.js";
import { held } from "./things.js";
import { filled, worded } from "./words.js";

// What is sent within a moment is nobody's worry.
const GRACE = 6000;

let countAgain = 0;

// A clock that was set back makes nothing young.
function isYoung(thing) {
  const age = Date.now() - Date.parse(thing.since);
  return age >= 0 && age < GRACE;
}

// Logs of sessions that are finished and not there yet; whoever has some gets the script that sends
// them.
async function countLogs() {
  const { rows, others, signedIn, photos } = await logs();
  const { body } = document;
  const mends = sessionsAt(rows, "mend");
  const waiting = sessionsAt(rows, "waiting");
  if ((waiting || photos.length) && !body.dataset.sendsLogs) {
    body.dataset.sendsLogs = "yes";
    // Beside this script, by its plain name: no page need carry an address that few ever ask for.
    import("./sendlogs.js").catch(() => undefined);
  }
  const hand = document.querySelector("[data-handlogs]");
  if (waiting && hand) import(hand.dataset.handlogs).catch(() => undefined);
  for (const way of document.querySelectorAll("[data-logs-way]")) {
    way.hidden = !rows.length && !others;
  }
  // Signed out, nobody knows whose the others are.
  // Of photos whose log is there all together are one thing.
  const late = photos.some(({ record }) => rows.every(({ id, unsent }) => id !== record || !unsent));
  return { mends, logged: mends + waiting + Number(late) + (signedIn ? 0 : others) };
}

// Asked for without a line, some browsers would never ask for it again.
async function bringVoices(voices) {
  const { dataset } = document.body;
  if (!voices || dataset.sendsVoices || !navigator.onLine) return;
  dataset.sendsVoices = "yes";
  await import("./sendvoices.js").catch(() => delete dataset.sendsVoices);
}

async function drawUnsent() {
  clearTimeout(countAgain);
  const { signedIn, waits, aside, voices } = await held();
  bringVoices(voices);
  const { mends, logged } = await countLogs();
  const old = waits.filter((thing) => !isYoung(thing));
  if (old.length < waits.length) countAgain = setTimeout(drawUnsent, GRACE);
  const count = old.length + aside.length + logged;
  // In the bar of tabs where there is one, else in the header.
  const dots = document.querySelectorAll(".tabs [data-unsent]");
  for (const dot of dots.length ? dots : document.querySelectorAll("[data-unsent]")) {
    const words = dot.querySelector("[data-words]");
    dot.hidden = count === 0;
    if (dot.href && logged) dot.href = "/buoi/";
    dot.querySelector("b").textContent = count;
    words.textContent = filled(worded(words, aside.length + mends ? 2 : signedIn ? 1 : 0), count);
  }
}

for (const name of ["hocso:kept", "hocso:sent", "hocso:me"]) {
  document.addEventListener(name, drawUnsent);
}
// A page called back from memory shows what the person of then had done.
const drawnFor = jar();
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  if (drawnFor && drawnFor !== jar()) location.reload();
  else drawUnsent();
});
drawUnsent();
