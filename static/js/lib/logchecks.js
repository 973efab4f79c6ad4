// What a log still lacks, by the field. The province asks the same questions again.

import { filled } from "./words.js";

const LARGEST = 5000;
const MOST_MINUTES = 1440;

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
