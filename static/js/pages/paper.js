// A sheet to print: one button, where the browser can.

import "../lib/frame.js";
import { sendAfter } from "../lib/sendafter.js";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = !window.print;
  button.addEventListener("click", () => print());
}
sendAfter();
