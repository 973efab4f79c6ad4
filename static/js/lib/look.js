// Text size, colours and saving data: chosen in the AA panel, kept on this phone only.

import { chooseSaving, choseSaving, phoneSaves } from "./saving.js";

const TEXT_KEY = "hocso.text";
const THEME_KEY = "hocso.theme";
const TEXT_SIZES = ["125", "150"];
const THEMES = ["light", "dark"];

function remembered(key, allowed) {
  try {
    const value = localStorage.getItem(key);
    return allowed.includes(value) ? value : "";
  } catch (refused) {
    return "";
  }
}

function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch (refused) {
    // The choice then lasts as long as the page.
  }
}

function show(name, value) {
  const root = document.documentElement;
  if (value) root.setAttribute(name, value);
  else root.removeAttribute(name);
}

function applyLook() {
  show("data-text", remembered(TEXT_KEY, TEXT_SIZES));
  show("data-theme", remembered(THEME_KEY, THEMES));
}

async function choose(input) {
  if (input.name === "saving") {
    // A full phone keeps no choice, and the switch says so.
    await chooseSaving(input.checked).catch(() => undefined);
    input.checked = await choseSaving();
    return;
  }
  const text = input.name === "text";
  remember(text ? TEXT_KEY : THEME_KEY, input.value);
  show(text ? "data-text" : "data-theme", input.value);
}

function tickChosen(panel) {
  const root = document.documentElement;
  for (const input of panel.querySelectorAll("[type=radio]")) {
    const name = input.name === "text" ? "data-text" : "data-theme";
    input.checked = input.value === (root.getAttribute(name) || "");
  }
}

// The switch works by the worker, which asks for pages in the reader's name; where there is none
// only the phone's own settings help.
async function drawSaving(panel) {
  const worker = (navigator.serviceWorker || {}).controller;
  const state = phoneSaves() ? "phone" : worker ? "choice" : "none";
  for (const part of panel.querySelectorAll("[data-saving]")) {
    part.hidden = part.dataset.saving !== state;
  }
  panel.querySelector("[name=saving]").checked = await choseSaving();
}

function wireLook() {
  const panel = document.getElementById("look");
  if (!panel || !panel.showModal) return;
  panel.addEventListener("change", (event) => choose(event.target));
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
  for (const button of document.querySelectorAll("[data-look]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      tickChosen(panel);
      drawSaving(panel);
      panel.showModal();
    });
  }
}

applyLook();
wireLook();
addEventListener("pageshow", applyLook);
addEventListener("storage", applyLook);
