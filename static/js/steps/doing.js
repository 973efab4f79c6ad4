// For real: do it and tick what worked, or show it to somebody and say to how many.

import { startCounters } from "../lib/counter.js";
import { ownKey } from "../lib/holder.js";
import { focusPanel, onDock, showPanel } from "../lib/panels.js";
import { keep, kept } from "../lib/store.js";

export const doingStep = { start: startDoing };

async function startDoing(step) {
  const boxes = Array.from(document.querySelectorAll("[data-checklist] input"));
  const people = document.querySelector("[name=people]");
  const named = document.querySelector("[name=named]");
  const key = "ticks:" + step.place.edition + ":" + step.place.step;
  let asked = false;
  let over = false;

  function ticked() {
    return boxes.filter((box) => box.checked).map((box) => Number(box.value));
  }

  function complaint() {
    if (people && (!people.value || !people.checkValidity())) return "uncounted";
    return ticked().length < boxes.length && !asked ? "unticked" : "";
  }

  async function done() {
    if (over) return;
    const wrong = complaint();
    if (wrong) {
      asked = wrong === "unticked";
      showPanel(wrong);
      focusPanel();
      return;
    }
    over = true;
    await step.record("done", people ? { people: Number(people.value) } : { checked: ticked() }, true);
    showPanel("right");
    focusPanel();
  }

  // The name is for this phone only: the province is told how many.
  async function keepAll() {
    const mine = await step.who();
    const row = { key: ownKey(key, mine), who: mine, ticks: ticked() };
    if (named) row.name = named.value.trim();
    await keep(row);
  }

  onDock({ done, back: () => showPanel("main") });
  startCounters();
  for (const field of named ? [named] : boxes) field.addEventListener("change", keepAll);
  const before = await kept(ownKey(key, await step.who()));
  if (!before) return;
  for (const box of boxes) box.checked = box.checked || before.ticks.includes(Number(box.value));
  if (named && !named.value) named.value = before.name || "";
}
