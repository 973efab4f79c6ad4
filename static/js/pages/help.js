// Who answers in a village: the phone remembers the first, so that every page can ring her.

import "../lib/frame.js";
import { sendAfter } from "../lib/sendafter.js";
import { change } from "../lib/store.js";

const first = document.querySelector("[data-neighbour]");
if (first) {
  const { name, number } = first.dataset;
  change(({ kv }) => kv.put({ key: "neighbour", name, number, at: new Date().toISOString() }));
}
sendAfter();
