// Do it for real: tick what worked, say when it is done.

import { ownKey } from "../lib/me.js";
import { focusPanel, onDock, showPanel } from "../lib/panels.js";
import { keep, kept } from "../lib/store.js";

export const doStep = { start: startDo };

async function startDo(step) {
  const boxes = Array.from(document.querySelectorAll("[data-checklist] input"));
  const name = "ticks:" + step.place.edition + ":" + step.place.step;
  let asked = false;
  let over = false;

  function ticked() {
    return boxes.filter((box) => box.checked).map((box) => Number(box.value));
  }

  async function done() {
    if (over) return;
    if (ticked().length < boxes.length && !asked) {
      asked = true;
      showPanel("unticked");
      focusPanel();
      return;
    }
    over = true;
    await step.record("done", { checked: ticked() }, true);
    showPanel("right");
    focusPanel();
  }

  async function keepTicks() {
    const mine = await step.who();
    await keep({ key: ownKey(name, mine), who: mine, ticks: ticked() });
  }

  onDock({ done, back: () => showPanel("main") });
  for (const box of boxes) box.addEventListener("change", keepTicks);
  const before = await kept(ownKey(name, await step.who()));
  if (!before) return;
  for (const box of boxes) box.checked = box.checked || before.ticks.includes(Number(box.value));
}
