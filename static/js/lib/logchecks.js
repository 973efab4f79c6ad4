// What a log still lacks, by the field; and what is odd in it, which is said and holds nothing up.
// The province asks the same questions again.

import { dayAgo } from "./days.js";
import { minutesOf, presentIn } from "./logform.js";
import { filled } from "./words.js";

const LARGEST = 5000;
const MANY_HEADS = 300;
const LONG_MINUTES = 360;
const MOST_MINUTES = 1440;
const LATE_DAYS = 45;
const HALF_A_DAY = 43200000;
const WITHIN_MINUTES = 120;

function isCount(value, most = LARGEST) {
  return Number.isInteger(value) && value <= most;
}

function isDay(text) {
  // A 31st of November would be the first of December; what is no day at all has no date.
  const date = new Date(text + "T12:00:00").getDate();
  return /^20\d\d-\d\d-\d\d$/.test(text) && date === Number(text.slice(8));
}

function isHour(text) {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

// {field: message} of one part, or of all.
export function missing(said, form, part) {
  const { words } = form;
  const found = {};
  const want = (holds, field, message) => {
    if (!holds && !found[field]) found[field] = message;
  };
  if (part !== 2 && part !== 3) {
    want(said.topics.length, "topics", words.noTopics);
    want(isDay(said.held_on), "held_on", words.noDay);
    want(isHour(said.start_time), "start_time", words.noHour);
    want(said.duration_min > 0 && isCount(said.duration_min, MOST_MINUTES), "duration_min", words.noMinutes);
    want(said.venue, "venue", words.noVenue);
    want(said.type, "type", words.noType);
  }
  if (part !== 1 && part !== 3) {
    want(isCount(said.heads), "heads", words.noHeads);
    const parts = form.partNames().map((name) => [name, said[name]]);
    for (const [field, count] of parts.concat(named("turn_", said.turns))) {
      if (count === undefined) continue;
      want(isCount(count), field, words.noCount);
      const label = form.form.querySelector('[data-field="' + field + '"] label').textContent;
      const fits = !isCount(said.heads) || count <= said.heads;
      want(fits, field, filled(words.tooMany, label, count, said.heads));
    }
  }
  if (part !== 1 && part !== 2) {
    for (const [field, count] of named("act_", said.acts)) {
      want(isCount(count), field, words.noCount);
    }
    want(!said.photos || said.photos_agreed, "photos", words.noAgreed);
  }
  return found;
}

function named(before, counts) {
  return Object.entries(counts).map(([code, count]) => [before + code, count]);
}

// The team's sessions that were sent or are about to be, but for the one with this id and those taken
// back: as the province knows them, and what only this phone has.
export function othersOf(id, team, rows) {
  const known = team.sessions || [];
  const isBack = (one) => known.some(({ record_id, status }) => record_id === one.id && status === "withdrawn");
  const isOther = (one) => one.id !== id && !one.trial && one.team === team.code && one.state !== "draft" && !isBack(one);
  const sessions = known.filter((one) => one.record_id !== id && one.status !== "withdrawn");
  return rows.filter(isOther).map((row) => row.document).concat(sessions);
}

// Whether two logs look like one session, by the province's own rule: the same day and topic, near in
// time; where one does not say when, the same place.
function isLike(said, other) {
  const shared = (other.topics || []).some((code) => said.topics.includes(code));
  if (other.held_on !== said.held_on || !shared) return false;
  if (said.start_time && other.start_time) {
    return Math.abs(minutesOf(said.start_time) - minutesOf(other.start_time)) <= WITHIN_MINUTES;
  }
  return folded(other.venue) === folded(said.venue);
}

function folded(text) {
  const bare = (text || "").toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  return bare.replace(/đ/g, "d").trim().replace(/\s+/g, " ");
}

// Sentences about what is odd. `others` are the team's other sessions, `off` how far the province's
// clock was from this one's.
export function odd(said, words, others, off) {
  const found = [];
  const note = (holds, ...told) => holds && found.push(filled(...told));
  const twin = others.find((other) => isLike(said, other));
  note(twin, words.oddTwin, twin && twin.heads, twin && twin.venue);
  note(said.held_on > dayAgo(0), words.oddFuture);
  note(said.held_on < dayAgo(LATE_DAYS), words.oddLate);
  note(Math.abs(off) > HALF_A_DAY, words.oddClock);
  note(said.heads > MANY_HEADS, words.oddHeads, said.heads);
  note(said.duration_min > LONG_MINUTES, words.oddLong, Math.round(said.duration_min / 60));
  note(Object.values(said.acts).some((count) => count > said.heads), words.oddActs);
  note(presentIn(said) > said.heads, words.oddNames);
  return found;
}
