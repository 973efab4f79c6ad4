// On the page of what is kept: the drills that are due again, of courses that can be opened here.

import { holder } from "../lib/holder.js";
import { standingOf, today } from "../lib/repeating.js";
import { change } from "../lib/store.js";
import { entries } from "../worker/cabinet.js";

function dueIn(row) {
  const told = ((row.server || {}).drills || []).map((one) => one.step);
  const steps = new Set(told.concat(Object.keys(row.drills || {})));
  return Array.from(steps)
    .map((step) => ({ href: "/hoc/" + row.edition + "/" + step + "/", ...standingOf(row, step) }))
    .filter((drill) => drill.due_on <= today());
}

async function drawAgain() {
  const root = document.querySelector("[data-again]");
  const rows = await change(async ({ kv, progress }) => {
    const mine = holder(await kv.get("me"));
    return (await progress.all()).filter((row) => row.who === mine);
  });
  const kept = new Set((window.caches ? await entries() : []).map((entry) => entry.edition));
  const card = root.querySelector("template").content.firstElementChild;
  for (const old of root.querySelectorAll("a")) old.remove();
  for (const { href, title } of rows.filter((row) => kept.has(row.edition)).flatMap(dueIn)) {
    const one = card.cloneNode(true);
    one.href = href;
    one.querySelector("strong").textContent = title;
    root.append(one);
    root.hidden = false;
  }
}

drawAgain();
addEventListener("pageshow", (event) => event.persisted && drawAgain());
