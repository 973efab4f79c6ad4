// A team's page and its calendar: ways to log a session lead to the form that needs no network, and
// the phone takes along what that form needs.

import "../lib/frame.js";
import { logs, sessionsAt } from "../lib/logrows.js";
import { askWorker } from "../lib/keep.js";
import { refreshMe } from "../lib/me.js";
import { keepSending } from "../lib/outbox.js";
import { refreshTeam } from "../lib/teamdata.js";
import { namePhone } from "../lib/teamphone.js";
import { tellIfOld } from "../lib/tellold.js";
import { fillIn } from "../lib/words.js";

async function drawHere(box) {
  const { rows } = await logs();
  let shown = false;
  for (const chip of box.querySelectorAll("[data-at]")) {
    const count = sessionsAt(rows, chip.dataset.at);
    chip.hidden = !count;
    fillIn(chip.querySelector("[data-words]"), count);
    shown = shown || count > 0;
  }
  box.hidden = !shown && !rows.length;
}

async function startTeam() {
  const ways = document.querySelectorAll("[data-log-here]");
  keepSending();
  if (!ways.length) return;
  for (const way of ways) way.href = way.dataset.logHere;
  for (const way of document.querySelectorAll("[data-try-here], [data-desk-here]")) way.hidden = false;
  for (const box of document.querySelectorAll("[data-logs-here]")) {
    for (const name of ["hocso:logs", "hocso:me"]) document.addEventListener(name, () => drawHere(box));
    await drawHere(box);
  }
  askWorker({ do: "team" });
  // What is logged here may wait for days.
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  await namePhone();
  await refreshMe();
  await refreshTeam(new URL(ways[0].href).searchParams.get("to"));
}

startTeam().then(tellIfOld);
