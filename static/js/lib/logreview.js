// The last look: every answer once more, each with the way back to its part. Who came, turns and
// results stand apart, for they count different things.

import { two } from "./days.js";
import { upperFirst, weekday } from "./logtitle.js";
import { dayShown, minutesOf, presentIn } from "./logform.js";
import { filled } from "./words.js";

function hoursOf({ start_time: start, duration_min: minutes }) {
  const end = minutesOf(start) + minutes;
  return start + " – " + two(Math.floor(end / 60) % 24) + ":" + two(end % 60);
}

// "VNeID 12 · Hồ sơ 9", of what was given.
function counted(entries, counts, more) {
  const given = entries.filter(({ code }) => counts[code] > 0 || (more && counts[code] === 0));
  return given.map(({ code, name }) => name + ": " + counts[code]).join(" · ");
}

function namesOf(entries, codes) {
  return entries.filter(({ code }) => codes.includes(code)).map(({ name }) => name);
}

// [[part, answer], …] in the order of the labels the page carries.
export function answers(said, form) {
  const { team, words } = form;
  const type = namesOf(team.types, [said.type]).join("");
  const difficulties = namesOf(form.listed("difficulties", said.difficulties), said.difficulties);
  const withNames = presentIn(said) ? ", " + filled(words.withNames, presentIn(said)) : "";
  return [
    [1, upperFirst(weekday(said.held_on, words)) + " " + dayShown(said.held_on) + ", " + hoursOf(said)],
    [1, said.venue + " · " + type],
    [1, namesOf(form.listed("topics", said.topics), said.topics).join(" · ")],
    [1, namesOf(form.people(said.helpers), said.helpers).join(", ")],
    [2, filled(words.people, said.heads) + withNames],
    [2, counted(form.parts(), said)],
    [2, counted(form.listed("topics", said.topics), said.turns, true) || words.notSaid],
    [3, counted(form.listed("outcomes", Object.keys(said.acts)), said.acts) || words.none],
    [3, [...difficulties, said.difficulty_note].filter(Boolean).join(" · ")],
    [3, said.feedback],
    [3, said.note],
    [3, form.pictured],
  ];
}

// Empty answers that nobody need give are passed over.
export function drawReview(said, form) {
  const list = form.find("review");
  const labels = form.words.labels.split("|");
  list.textContent = "";
  for (const [nth, [part, answer]] of answers(said, form).entries()) {
    if (!answer) continue;
    const row = form.copy("line");
    row.querySelector("dt").textContent = labels[nth];
    row.querySelector("dd").textContent = answer;
    const way = row.querySelector("a");
    way.href = "#phan-" + part;
    way.querySelector(".sr").textContent = " " + labels[nth];
    list.append(row);
  }
}
