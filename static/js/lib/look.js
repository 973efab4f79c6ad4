// Puts on the chosen look before the first paint; fetches its panel when somebody asks for it.

import { LOOKS, remembered, show } from "./looks.js";

function applyLook() {
  for (const name of LOOKS) show(name, remembered(name));
}

function wireLook() {
  if (!window.HTMLDialogElement) return;
  for (const button of document.querySelectorAll("[data-look]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await import(button.dataset.look);
      document.dispatchEvent(new Event("hocso:look"));
    });
  }
}

applyLook();
wireLook();
addEventListener("pageshow", applyLook);
addEventListener("storage", applyLook);
