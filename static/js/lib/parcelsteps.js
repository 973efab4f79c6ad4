// What both ends of a hand-over show: one step at a time, and the sessions in it.

import { titleOf } from "./logtitle.js";
import { newestOf } from "./parcel.js";

const KINDS = { draft: "kept", waiting: "wait", mend: "bad" };

// Show one step; whoever reads by ear is led to its heading.
export function turnToStep(root, name, isLed = true) {
  for (const part of root.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== name;
  const heading = root.querySelector('[data-step="' + name + '"] h2[tabindex]');
  if (isLed && heading) heading.focus();
}

export function listSessions(root, list, rows) {
  const template = root.querySelector("[data-row]").content.firstElementChild;
  const lines = newestOf(rows).map((row) => {
    const line = template.cloneNode(true);
    const chip = line.querySelector("[data-state]");
    line.querySelector("[data-title]").textContent = titleOf(row.document, root.dataset);
    chip.textContent = root.dataset[row.state];
    chip.classList.add(KINDS[row.state]);
    return line;
  });
  list.replaceChildren(...lines);
}
