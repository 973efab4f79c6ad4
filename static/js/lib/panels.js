// The dock at the foot of the page: one panel at a time, some of them coming up as a sheet.

export function showPanel(name, said) {
  const dock = document.querySelector("[data-dock]");
  let tone = "";
  for (const panel of dock.querySelectorAll("[data-panel]")) {
    panel.hidden = panel.dataset.panel !== name;
    if (panel.hidden) continue;
    tone = panel.dataset.tone || "";
    const words = panel.querySelector("[data-said]");
    if (words && said !== undefined) words.textContent = said;
  }
  dock.className = tone ? "dock sheet-up " + tone : "dock";
}

// The visible button the reader needs next gets the focus, so that Enter goes on.
export function focusPanel() {
  const button = document.querySelector("[data-panel]:not([hidden]) .btn:not([hidden])");
  if (button) button.focus({ preventScroll: true });
}

// `actions` by the name in data-do.
export function onDock(actions) {
  document.querySelector("[data-dock]").addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && actions[button.dataset.do]) actions[button.dataset.do](button);
  });
}

// Several of them within a few minutes are a sign of trouble.
export function noteMissed() {
  document.dispatchEvent(new Event("hocso:missed"));
}
