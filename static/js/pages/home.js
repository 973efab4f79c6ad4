// The home page: the course to go on with comes first.

import "../lib/frame.js";
import { startLate } from "../lib/late.js";
import { refreshMe } from "../lib/me.js";
import { allProgress } from "../lib/mycourses.js";
import { keepSending } from "../lib/outbox.js";
import { doneCount, fetchOutline, minutesLeft, onlyLookedAt, placeToGoOn } from "../lib/outline.js";
import { prefetch } from "../lib/prefetch.js";
import { fillIn, filled } from "../lib/words.js";

// So many seedlings fit one row of a phone.
const MOST_SPROUTS = 12;

// Where a course goes on, from what the phone knows of the step last open.
function fromHere(row) {
  const { step, kind, number, left, next } = row.here;
  const moved = Boolean(row.done[step]) && !onlyLookedAt(kind);
  return {
    href: moved ? next : "/hoc/" + row.edition + "/" + step + "/",
    number: Number(number) + (moved ? 1 : 0),
    minutes: Number(left),
    done: Object.keys(row.done).length,
  };
}

// The same for a course learnt on another phone.
async function fromOutline(row) {
  const outline = await fetchOutline(row.edition);
  const done = Object.keys(row.done || {}).length;
  if (!outline) return { href: "/khoa-hoc/" + row.course + "/", number: 0, minutes: 0, done };
  const { href, step } = placeToGoOn(outline, row);
  return {
    href,
    number: step ? step.number : 0,
    minutes: minutesLeft(outline, row, step),
    done: doneCount(outline, row),
  };
}

function drawSprouts(bed, row, place) {
  bed.textContent = "";
  bed.hidden = row.count > MOST_SPROUTS;
  bed.setAttribute("aria-label", filled(bed.dataset.words, place.done, row.count));
  const sprout = document.querySelector("[data-sprout]").content.firstElementChild;
  for (let number = 1; number <= row.count && !bed.hidden; number += 1) {
    const one = sprout.cloneNode(true);
    one.setAttribute("class", number <= place.done ? "on" : number === place.number ? "now" : "");
    bed.append(one);
  }
}

function drawBar(bar, row, place) {
  bar.hidden = row.count <= MOST_SPROUTS;
  bar.max = row.count;
  bar.value = place.done;
}

async function drawContinue() {
  const card = document.querySelector("[data-continue]");
  const { person, rows } = await allProgress();
  const row = rows.find((one) => one.current && !(one.server && one.server.completed_at));
  if (!card || !row) return;
  const here = row.here && row.here.step === row.current;
  const place = here ? fromHere(row) : await fromOutline(row);
  const find = (name) => card.querySelector("[data-" + name + "]");
  const greeting = find("greeting");
  if (person) fillIn(greeting, person.greeting);
  find("title").textContent = row.title;
  const where = find("where");
  where.textContent = place.number
    ? filled(where.dataset.words, Math.min(place.number, row.count), row.count, place.minutes)
    : "";
  find("onward").href = place.href;
  drawSprouts(find("sprouts"), row, place);
  drawBar(find("bar"), row, place);
  card.hidden = false;
  const welcome = document.querySelector("[data-welcome]");
  if (welcome) welcome.hidden = true;
  prefetch(place.href);
}

function drawPerson(me) {
  if (!me || !me.person) return;
  const hello = document.querySelector("[data-hello]");
  fillIn(hello, me.person.greeting);
  document.querySelector("[data-guest]").hidden = true;
}

async function startHome() {
  startLate();
  await drawContinue();
  drawPerson(await refreshMe());
  await drawContinue();
  keepSending();
}

startHome();
