// The page of a course: what is done, where to go on, and the edition the learner stays on.

import "../lib/frame.js";
import { holder } from "../lib/holder.js";
import { startKeepCourse } from "../lib/keepcourse.js";
import { startLate } from "../lib/late.js";
import { refreshMe } from "../lib/me.js";
import { keptHere } from "../lib/mycourses.js";
import { keepSending } from "../lib/outbox.js";
import { doneCount, fetchOutline, placeToGoOn, readOutline } from "../lib/outline.js";
import { prefetch } from "../lib/prefetch.js";
import { progressOf } from "../lib/progress.js";
import { kept } from "../lib/store.js";
import { fillIn, filled, worded } from "../lib/words.js";

// Learners stay on their edition unless only small things have changed since; of those who are
// signed in the province knows.
function staysOn(outline, row) {
  if (!row || !row.edition || row.edition === outline.edition) return "";
  if (!row.server && (row.number || 0) >= outline.since) return "";
  return row.edition;
}

function drawRow(row, state, word) {
  row.classList.toggle("done", state === "done");
  row.classList.toggle("now", state === "now");
  row.querySelector("[data-state]").textContent = word || "";
}

function drawSteps(outline, row, next) {
  const done = (row && row.done) || {};
  const words = outline.root.dataset;
  for (const step of outline.steps) {
    const here = next.step === step;
    const state = here ? "now" : done[step.uid] ? "done" : "";
    drawRow(step.row, state, state && words[state]);
  }
  for (const lesson of outline.root.querySelectorAll("[data-lesson]")) {
    const steps = outline.steps.filter((step) => step.lesson === lesson);
    const here = steps.includes(next.step);
    const all = steps.every((step) => done[step.uid]);
    lesson.classList.toggle("done", all && !here);
    lesson.classList.toggle("now", here && Boolean(row));
    if (row) lesson.open = here;
  }
  const final = outline.root.querySelector("[data-final]");
  if (final) drawRow(final, next.exam ? "now" : next.over ? "done" : "");
}

function drawDock(outline, row, next) {
  const dock = document.querySelector("[data-start]");
  if (!dock) return;
  const go = dock.querySelector("[data-go]");
  if (!row) return;
  dock.hidden = false;
  go.href = next.href;
  const words = go.dataset;
  let text = words.over;
  if (next.exam) text = words.exam;
  if (next.step) text = words.on + " " + (next.step.lesson ? next.step.lesson.dataset.lesson : next.step.number);
  go.querySelector("span").textContent = text;
}

// What the placement check said of this course; nothing once it is learnt to the end.
async function drawKnown(outline, row) {
  const place = document.querySelector("[data-known]");
  const me = await kept("me");
  const known = me && me.person && holder(me) === me.person.id && me.known;
  const found = (known || []).find((one) => one.course === outline.course);
  const note = place.firstElementChild;
  note.hidden = !found || Boolean(row && row.server && row.server.completed_at);
  if (found) note.querySelector("span").textContent = filled(worded(place, found.counts ? 1 : 0), found.on);
}

// The step to go on with, and the script of all steps.
function fetchAhead() {
  const dock = document.querySelector("[data-start]");
  if (!dock) return;
  prefetch(dock.dataset.start, "script");
  prefetch(dock.querySelector("[data-go]").getAttribute("href"));
}

// Of the page the learner opens next, as its edition names it.
function pathInHand() {
  const go = document.querySelector("[data-go]");
  return go ? go.getAttribute("href").split("/").slice(3).join("/") : "";
}

async function drawKept(outline) {
  const { signedIn, count } = await keptHere(outline.course);
  const chip = outline.root.querySelector("[data-kept]");
  chip.hidden = count === 0;
  chip.querySelector("span").textContent = signedIn ? filled(worded(chip, 0), count) : worded(chip, 1);
  chip.querySelector("a").hidden = signedIn;
}

async function drawCourse(shown) {
  const row = await progressOf(shown.course);
  let outline = shown;
  const other = staysOn(shown, row);
  if (other) {
    const theirs = await fetchOutline(other);
    if (theirs) {
      document.adoptNode(theirs.root);
      shown.root.replaceWith(theirs.root);
      outline = theirs;
    }
  }
  const next = placeToGoOn(outline, row);
  if (row) {
    drawSteps(outline, row, next);
    const summary = outline.root.querySelector("[data-summary]");
    fillIn(summary, doneCount(outline, row), outline.steps.length);
  }
  drawDock(outline, row, next);
  await drawKnown(outline, row);
  await drawKept(outline);
  return outline;
}

async function startCourse() {
  let outline = readOutline(document.querySelector("[data-outline]"));
  const draw = async () => {
    outline = await drawCourse(outline);
  };
  await draw();
  startKeepCourse(() => ({ edition: outline.edition, path: pathInHand() }));
  startLate();
  await refreshMe();
  await draw();
  fetchAhead();
  document.addEventListener("hocso:sent", draw);
  addEventListener("pageshow", (event) => event.persisted && draw());
  keepSending();
}

// The preview of a draft is nobody's course.
if (!document.querySelector("[data-outline][data-preview]")) startCourse();
