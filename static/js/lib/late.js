// A warning once something has waited for days; closed, it is quiet for a day.

import { remember } from "./looks.js";
import { change } from "./store.js";
import { held } from "./things.js";
import { fillIn } from "./words.js";

const ONE_DAY = 86400000;
const DAYS_LATE = 3;

function warn([count, days, signedIn]) {
  for (const note of document.querySelectorAll("[data-late]")) {
    const words = note.querySelector("b");
    fillIn(words, count, days);
    for (const way of note.querySelectorAll("[data-way]")) {
      way.hidden = (way.dataset.way === "send") !== signedIn;
    }
    note.querySelector("[data-way=signin] a").href = "/dang-nhap/?next=" + location.pathname;
    note.hidden = !count;
  }
}

async function drawLate() {
  const { signedIn, waits } = await held();
  const oldest = Math.max(0, ...waits.map((thing) => Date.now() - Date.parse(thing.since)));
  const days = Math.floor(oldest / ONE_DAY);
  const quiet = await change(({ kv }) => kv.get("quiet"));
  // A clock that was set back must not make the day of quiet a year.
  const hidden = days < DAYS_LATE || Boolean(quiet && Math.abs(Date.now() - quiet.at) < ONE_DAY);
  const said = [hidden ? 0 : waits.length, days, signedIn];
  warn(said);
  remember("late", hidden ? "" : JSON.stringify(said));
}

// What was said on the page before stands in the first paint, so that nothing jumps under a thumb.
function recall() {
  try {
    warn(JSON.parse(localStorage.getItem("hocso.late")) || [0]);
  } catch (refused) {
    // It then comes after the first paint.
  }
}

async function keepQuiet() {
  await change(({ kv }) => kv.put({ key: "quiet", at: Date.now() }));
  await drawLate();
}

export function startLate() {
  for (const button of document.querySelectorAll("[data-late-close]")) {
    button.addEventListener("click", keepQuiet);
  }
  for (const name of ["hocso:sent", "hocso:me"]) document.addEventListener(name, drawLate);
  recall();
  drawLate();
}
