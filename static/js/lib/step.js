// One step of a course, whatever its kind.

import { wireListening } from "./listening.js";
import { refreshMe, who } from "./me.js";
import { keepSending, sendSoon } from "./outbox.js";
import { prefetch } from "./prefetch.js";
import { progressOf, record } from "./progress.js";
import { whenSeen } from "./seen.js";

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
  await refreshMe();
  drawDone(place, await progressOf(place.course));
  keepSending();
}

// `kinds` are the behaviours this page's script knows, by their names.
export function startStep(kinds) {
  whenSeen(() => start(kinds));
}

function start(kinds) {
  wireListening();
  const place = document.querySelector("[data-step]").dataset;
  const kind = kinds[place.kind];
  const preview = "preview" in place;
  if (kind) {
    kind.start({
      place,
      who,
      async record(name, payload, finished) {
        if (preview) return;
        await holdOn(record(place, name, payload, finished));
        sendSoon();
      },
    });
  }
  if (!preview && kind) open(place, kind);
}
