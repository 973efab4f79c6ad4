// One step of a course, whatever its kind.

import { who } from "./holder.js";
import { wireListening } from "./listening.js";
import { wireWords } from "./glossary.js";
import { prefetch } from "./prefetch.js";
import { progressOf, record } from "./progress.js";
import { whenSeen } from "./seen.js";
import { sendAfter } from "./sendafter.js";
import { spare } from "./store.js";

const LONGEST_HOLD = 3000;

function drawDone(place, row, fresh) {
  const done = (row && row.done) || {};
  for (const part of document.querySelectorAll("[data-bar] i")) {
    const here = part.dataset.uid === place.step;
    part.className = here ? "now" : done[part.dataset.uid] ? "on" : "";
  }
  // Said only to one who comes back.
  if (fresh) document.querySelector("[data-donebar]").hidden = !done[place.step];
}

// Leaving in the middle of keeping would undo it: the way on waits for it, but not for ever.
function holdOn(keeping) {
  const longest = new Promise((done) => setTimeout(done, LONGEST_HOLD));
  const hold = async (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    await Promise.race([keeping.catch(() => undefined), longest]);
    location.href = link.href;
  };
  document.addEventListener("click", hold);
  return keeping.finally(() => document.removeEventListener("click", hold));
}

// The next page would no longer have what is only in memory: the way on waits for what sends it.
async function readyToSend() {
  if (!spare.rows) return;
  await import(document.body.dataset.after).catch(() => undefined);
}

async function noteOpened(place, kind) {
  const before = await progressOf(place.course);
  const known = before && before.current === place.step && (before.done || {})[place.step];
  if (!kind.doneByOpening) drawDone(place, before, true);
  return known ? before : record(place, "opened", {}, Boolean(kind.doneByOpening));
}

async function open(place, kind) {
  drawDone(place, await holdOn(noteOpened(place, kind)));
  prefetch(place.next);
  prefetch(place.nextScript, "script");
}

// `kinds` are the behaviours this page's script knows, by their names.
export function startStep(kinds) {
  whenSeen(() => start(kinds));
}

function start(kinds) {
  wireListening();
  const words = wireWords();
  const place = document.querySelector("[data-step]").dataset;
  const kind = kinds[place.kind];
  const preview = "preview" in place;
  if (kind) {
    kind.start({
      place,
      who,
      async record(name, payload, finished) {
        if (preview) return;
        const recording = record(place, name, payload, finished);
        holdOn(recording.then(readyToSend, () => undefined));
        await recording;
      },
    });
  }
  if (preview || !kind) return;
  document.addEventListener("hocso:me", async () => drawDone(place, await progressOf(place.course)));
  sendAfter("me");
  open(place, kind);
  prefetch(words, "script");
}
