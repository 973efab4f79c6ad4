// One step of a course.

import "../lib/frame.js";
import { ownKey, refreshMe, who } from "../lib/me.js";
import { keepSending, sendSoon } from "../lib/outbox.js";
import { prefetch } from "../lib/prefetch.js";
import { progressOf, record } from "../lib/progress.js";
import { change } from "../lib/store.js";
import { questionStep } from "../steps/question.js";
import { readStep } from "../steps/read.js";
import { simulateStep } from "../steps/simulate.js";

const KINDS = { read: readStep, simulate: simulateStep, question: questionStep };

// A page of any other kind names the script that knows it.
async function kindOf({ kind, script }) {
  if (!script) return KINDS[kind];
  try {
    return (await import(script)).kind;
  } catch (unreachable) {
    document.querySelector("[data-unreached]").hidden = false;
    return null;
  }
}

function drawDone(place, row, fresh) {
  const done = (row && row.done) || {};
  for (const part of document.querySelectorAll("[data-bar] i")) {
    const here = part.dataset.uid === place.step;
    part.className = here ? "now" : done[part.dataset.uid] ? "on" : "";
  }
  // Said only to one who comes back.
  if (fresh) document.querySelector("[data-donebar]").hidden = !done[place.step];
}

async function open(place, kind) {
  const before = await progressOf(place.course);
  const known = before && before.current === place.step && (before.done || {})[place.step];
  if (!kind.doneByOpening) drawDone(place, before, true);
  const row = known ? before : await record(place, "opened", {}, Boolean(kind.doneByOpening));
  drawDone(place, row);
  prefetch(place.next);
  await refreshMe();
  drawDone(place, await progressOf(place.course));
  keepSending();
}

function wireListening() {
  for (const bar of document.querySelectorAll("[data-listen]")) {
    // The tap itself begins to play, or an iPhone refuses; the rest of the bar comes with it.
    bar.onclick = () =>
      Promise.all([bar.querySelector("audio").play(), import(bar.dataset.listen)]).catch(() =>
        bar.classList.add("missed"),
      );
  }
}

async function startStep() {
  wireListening();
  const place = document.querySelector("[data-step]").dataset;
  const kind = await kindOf(place);
  if (!kind) return;
  const preview = "preview" in place;
  kind.start({
    place,
    who,
    ownKey,
    change,
    async record(name, payload, finished) {
      if (preview) return;
      await record(place, name, payload, finished);
      sendSoon();
    },
  });
  if (!preview) open(place, kind);
}

startStep();
