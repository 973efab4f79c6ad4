// The square for cameras: fetched, from the phone too, when somebody wants to show it.

import { drawSquare, largeSquareOf, squareOf } from "../lib/square.js";

function putSquare({ detail: { svg, text, isLarge } }) {
  const rows = isLarge ? largeSquareOf(text) : squareOf(text);
  svg.toggleAttribute("hidden", !rows);
  if (rows) drawSquare(svg, rows);
}

document.addEventListener("hocso:square", putSquare);
