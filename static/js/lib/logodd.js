// What is odd in a log, which is said at the last look and holds nothing up. It comes with the photos'
// part of the form; the province asks the same questions again.

import { dayAgo } from "./days.js";
import { filled } from "./words.js";

const MANY_HEADS = 300;
const LONG_MINUTES = 360;
const LATE_DAYS = 45;
const HALF_A_DAY = 43200000;
const WITHIN_MINUTES = 120;

// The team's sessions that were sent or are about to be, but for the one with this id and those taken
// back: as the province knows them, and what only this phone has.
function othersOf(id, team, rows) {
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
  if (said.start_time && other.start_time) return isNear(said.start_time, other.start_time);
  return folded(other.venue) === folded(said.venue);
}

function folded(text) {
  const bare = (text || "").toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  return bare.replace(/đ/g, "d").trim().replace(/\s+/g, " ");
}

function isNear(one, other) {
  const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return Math.abs(minutes(one) - minutes(other)) <= WITHIN_MINUTES;
}

// Sentences about what is odd in the log with this id. `present` are written down one by one, `off` is
// how far the province's clock was from this one's.
export function odd(said, { id, form, rows, present, off }) {
  const { words } = form;
  const others = othersOf(id, form.team, rows);
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
  note(present > said.heads, words.oddNames);
  return found;
}
