// The square for cameras: fetched, from the phone too, when somebody wants to show it.

import { drawSquare, squareOf } from "../lib/square.js";

function putSquare({ detail: { svg, text } }) {
  const rows = squareOf(text);
  svg.toggleAttribute("hidden", !rows);
  if (rows) drawSquare(svg, rows);
}

document.addEventListener("hocso:square", putSquare);
