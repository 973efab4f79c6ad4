// Text size and colours: chosen in the AA panel, kept on this phone only.

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

function choose(input) {
  const text = input.name === "text";
  remember(text ? TEXT_KEY : THEME_KEY, input.value);
  show(text ? "data-text" : "data-theme", input.value);
}

function tickChosen(panel) {
  const root = document.documentElement;
  for (const input of panel.querySelectorAll("input")) {
    const name = input.name === "text" ? "data-text" : "data-theme";
    input.checked = input.value === (root.getAttribute(name) || "");
  }
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
      panel.showModal();
    });
  }
}

applyLook();
wireLook();
addEventListener("pageshow", applyLook);
addEventListener("storage", applyLook);
