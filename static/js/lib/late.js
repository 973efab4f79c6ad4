// A warning once something has waited for days; closed, it is quiet for a day.

import { filled } from "./panels.js";
import { change } from "./store.js";
import { held } from "./things.js";

const ONE_DAY = 86400000;
const DAYS_LATE = 3;

async function drawLate() {
  const { signedIn, waits } = await held();
  const oldest = Math.max(0, ...waits.map((thing) => Date.now() - Date.parse(thing.since)));
  const days = Math.floor(oldest / ONE_DAY);
  const quiet = await change(({ kv }) => kv.get("quiet"));
  const hidden = days < DAYS_LATE || Boolean(quiet && quiet.until > Date.now());
  for (const note of document.querySelectorAll("[data-late]")) {
    const words = note.querySelector("b");
    words.textContent = filled(words.dataset.words, waits.length, days);
    for (const way of note.querySelectorAll("[data-way]")) {
      way.hidden = (way.dataset.way === "send") !== signedIn;
    }
    note.querySelector("a").href = "/dang-nhap/?next=" + location.pathname;
    note.hidden = hidden;
  }
}

async function keepQuiet() {
  const until = Date.now() + ONE_DAY;
  await change(({ kv }) => kv.put({ key: "quiet", until }));
  await drawLate();
}

export function startLate() {
  for (const button of document.querySelectorAll("[data-late-close]")) {
    button.addEventListener("click", keepQuiet);
  }
  for (const name of ["hocso:sent", "hocso:me"]) document.addEventListener(name, drawLate);
  drawLate();
}
