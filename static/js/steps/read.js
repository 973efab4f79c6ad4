// A step to read: looking at it is doing it.

import { worded } from "../lib/words.js";

export const readStep = {
  doneByOpening: true,
  start() {
    const place = document.querySelector("[data-tapfor]");
    if (place) place.querySelector("a").addEventListener("click", (event) => bring(event, place));
  },
};

// The picture comes in place of its button, in the room kept for it. Without a network the button
// stays and says so.
function bring(event, place) {
  event.preventDefault();
  const link = event.currentTarget;
  const words = link.querySelector("[data-words]");
  const { width, height, alt } = link.dataset;
  const picture = Object.assign(new Image(width, height), { alt, tabIndex: -1 });
  picture.onload = () => {
    const stayed = document.activeElement === link;
    place.replaceWith(picture);
    if (stayed) picture.focus({ preventScroll: true });
  };
  picture.onerror = () => {
    words.textContent = worded(words, 1);
  };
  words.textContent = worded(words, 0);
  picture.src = link.href;
}
