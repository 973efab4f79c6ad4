// The "Dễ đọc" panel: text size, colours, contrast, pace of the voice, saving data.

import { LOOKS, remember, remembered, show } from "../lib/looks.js";
import { chooseSaving, choseSaving, phoneSaves } from "../lib/saving.js";

const panel = document.getElementById("look");

async function choose(input) {
  if (input.name === "saving") {
    // A full phone keeps no choice, and the switch says so.
    await chooseSaving(input.checked).catch(() => undefined);
    input.checked = await choseSaving();
    return;
  }
  const value = input.type === "radio" ? input.value : input.checked ? input.value : input.dataset.off;
  remember(input.name, value);
  if (LOOKS.includes(input.name)) show(input.name, value);
  document.dispatchEvent(new Event("hocso:looks"));
}

function tickChosen() {
  const root = document.documentElement;
  for (const input of panel.querySelectorAll("[type=radio]")) {
    input.checked = input.value === (root.getAttribute("data-" + input.name) || "");
  }
  panel.querySelector("[name=contrast]").checked = root.dataset.contrast === "more";
  panel.querySelector("[name=pace]").checked = remembered("pace") === "slow";
}

// The switch works by the worker, which asks for pages in the reader's name; where there is none
// only the phone's own settings help.
async function drawSaving() {
  const worker = (navigator.serviceWorker || {}).controller;
  const state = phoneSaves() ? "phone" : worker ? "choice" : "none";
  for (const part of panel.querySelectorAll("[data-saving]")) {
    part.hidden = part.dataset.saving !== state;
  }
  panel.querySelector("[name=saving]").checked = await choseSaving();
}

panel.addEventListener("change", (event) => choose(event.target));
panel.addEventListener("click", (event) => {
  if (event.target === panel) panel.close();
});
document.addEventListener("hocso:look", () => {
  tickChosen();
  drawSaving();
  panel.showModal();
});
