// Do it for real: tick what worked, say when it is done.

import { focusPanel, onDock, showPanel } from "../lib/panels.js";
import { keep, kept } from "../lib/store.js";

export const doStep = { start: startDo };

async function startDo(step) {
  const boxes = Array.from(document.querySelectorAll("[data-checklist] input"));
  const key = "ticks:" + step.place.edition + ":" + step.place.step;
  let asked = false;

  function ticked() {
    return boxes.filter((box) => box.checked).map((box) => Number(box.value));
  }

  function done() {
    if (ticked().length < boxes.length && !asked) {
      asked = true;
      showPanel("unticked");
      focusPanel();
      return;
    }
    step.record("done", { checked: ticked() }, true);
    showPanel("right");
    focusPanel();
  }

  onDock({ done, back: () => showPanel("main") });
  for (const box of boxes) {
    box.addEventListener("change", async () => keep({ key, who: await step.who(), ticks: ticked() }));
  }
  const before = await kept(key);
  if (!before || before.who !== (await step.who())) return;
  for (const box of boxes) box.checked = box.checked || before.ticks.includes(Number(box.value));
}
