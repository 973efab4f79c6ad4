// When a drill comes back, as `courses/evidence/drills.py` has it: after 1, 2, 4, 8 and 16 months
// by its box, from the first again after a miss.

const LAST_BOX = 5;

export function today() {
  const now = new Date();
  return dayOf(now.getFullYear(), now.getMonth(), now.getDate());
}

function dayOf(year, month, date) {
  return new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
}

function later(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dayOf(year, month - 1 + months, Math.min(date, last));
}

// How a drill stands for a person, by what this phone knows of her course: {box, due_on, title},
// or undefined. A run only ever moves the day on, so the later of two answers knows more.
export function standingOf(row, step) {
  const here = (row.drills || {})[step];
  const there = ((row.server || {}).drills || []).find((one) => one.step === step);
  return !there || (here && here.due_on > there.due_on) ? here : there;
}

// How it stands after a run; before its day nothing moves.
export function afterRun(known, day, { right, clean }) {
  if (known && day < known.due_on) return known;
  if (!known && !right) return undefined;
  const box = known && clean ? Math.min(known.box + 1, LAST_BOX) : 1;
  return { box, due_on: later(day, 2 ** (box - 1)) };
}

// "2026-12-31" as people write it.
export function written(day) {
  return day.split("-").reverse().join("/");
}
