// After signs of trouble an easier page is offered, at the next page so that nothing is cut short.
// The person decides; who says no is left in peace for a month.

import { remember, remembered, show } from "./looks.js";

const KEY = "hocso.misses";
const REFUSED = "hocso.ease";
const ENOUGH = 4;
const MINUTE = 60000;
const WITHIN = 10 * MINUTE;
const PEACE = 30 * 24 * 60 * MINUTE;
const LARGER = { "": "125", 125: "150" };

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) || [];
  } catch (refused) {
    return [];
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch (refused) {
    // Then nothing is offered.
  }
}

function lately(key, within) {
  const now = Date.now();
  return read(key).filter((at) => at <= now && now - at < within);
}

function noteMiss() {
  write(KEY, [...lately(KEY, WITHIN), Date.now()].slice(-ENOUGH));
}

function offerEase() {
  const offer = document.getElementById("ease");
  const larger = LARGER[remembered("text")];
  const due = lately(KEY, WITHIN).length >= ENOUGH && !lately(REFUSED, PEACE).length;
  if (!due || !larger || !offer || !offer.showModal) return;
  write(KEY, []);
  offer.addEventListener("close", () => {
    if (offer.returnValue === "yes") {
      remember("text", larger);
      remember("pace", "slow");
      show("text", larger);
    } else write(REFUSED, [Date.now()]);
  });
  offer.showModal();
}

document.addEventListener("hocso:missed", noteMiss);
offerEase();
