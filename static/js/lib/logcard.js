// One session as this phone knows it: where it stands in a sign nobody mistakes for another, what the
// province said, and what can be done.

import { titleOf } from "./logtitle.js";
import { spokenTime } from "./spoken.js";
import { filled, worded } from "./words.js";

// Beside what the commune confirmed no way to mend stands, whatever became of a change after it.
const CONFIRMED = ["verified", "pending", "declined"];

// Why it has to be mended: the words by their fields, or of the commune.
function reasonOf(row, words) {
  if (row.reason) return filled(words.returned, row.reason);
  const told = Object.values(row.why || {}).filter(Boolean);
  return filled(words.refused, told.join(" ") || words.unread);
}

// `row` is a row of the log book; one of the team's sessions beside it tells what became of it.
export function cardOf(row, words, status) {
  const card = document.querySelector("[data-logcard]").content.firstElementChild.cloneNode(true);
  const find = (name) => card.querySelector("[data-" + name + "]");
  const { state, trial, document: said } = row;
  for (const part of card.querySelectorAll("[data-at]")) {
    const at = part.dataset.at.split(" ");
    part.hidden = !at.includes(state) && !(trial && at.includes("trial"));
  }
  find("title").textContent = titleOf(said, words);
  Object.assign(card.dataset, { record: row.id, state });
  const heads = find("heads");
  heads.textContent = filled(worded(heads, Number.isInteger(said.heads) ? 0 : 1), said.heads);
  find("why").textContent = state === "mend" ? reasonOf(row, words) : "";
  if (state === "arrived") {
    const time = spokenTime(row.at, words.days.split("|"), words.hours.split("|"));
    find("receipt").textContent = filled(words.got, time);
    find("number").textContent = row.receipt;
    find("looked").textContent = words[trial ? "trial" : status] || (row.isLike ? words.alike : words.received);
  }
  const here = "/buoi/ghi/?buoi=" + row.id;
  find("goon").href = row.desk ? "/buoi/ban/?buoi=" + row.id : here;
  for (const way of card.querySelectorAll("[data-mend]")) {
    way.href = row.away || here + "&sua=1";
    way.hidden = way.hidden || (state === "arrived" && (row.named || CONFIRMED.includes(status)));
  }
  return card;
}
