// One log being written: kept at each change, in the order of the changes, by one page at a time.

import { dayAgo, two } from "./days.js";
import { uuid7 } from "./ids.js";
import { finish, keepDraft, revised, usualOf } from "./logdraft.js";
import { logs, writer } from "./logrows.js";
import { change } from "./store.js";

const USUAL_MINUTES = 90;
const HALF_HOUR = 30;

// Whether this page may write in the log; the next one may once this is gone.
export function hold(id, whenFree) {
  if (!navigator.locks) return Promise.resolve(true);
  const name = "hocso-log-" + id;
  const forEver = () => new Promise(() => undefined);
  return new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      if (lock) return forEver();
      navigator.locks.request(name, whenFree);
      return undefined;
    });
  });
}

// Most log when it is over; nothing where that would be the day before.
function usualStart(minutes) {
  const at = new Date(Date.now() - minutes * 60000);
  if (at.getDate() !== new Date().getDate()) return "";
  return two(at.getHours()) + ":" + two(Math.floor(at.getMinutes() / HALF_HOUR) * HALF_HOUR);
}

// What a new log begins with: today, and what stayed the same the last times.
async function begun(team) {
  const me = await change(({ kv }) => kv.get("me"));
  const usual = (await usualOf(team.code)) || {};
  const mine = writer(me);
  const minutes = usual.duration_min || USUAL_MINUTES;
  const members = team.members.map(({ id }) => id);
  const helpers = (usual.helpers || [mine]).filter((id) => members.includes(id));
  return {
    held_on: dayAgo(0),
    type: usual.type || "class_session",
    venue: usual.venue || (team.venues || [])[0] || "",
    venue_kind: usual.venue_kind || "",
    topics: [],
    helpers,
    start_time: usualStart(minutes),
    duration_min: minutes,
    difficulties: [],
    acts: {},
    turns: {},
  };
}

export class LogEditing {
  constructor(row) {
    this.row = row;
    this.turn = Promise.resolve();
    this.isStopped = false;
  }

  // The next change is kept after the one before; false once another page has gone on with it. `more`
  // stays on this phone.
  keep(said, more) {
    this.turn = this.turn.then(async () => {
      if (this.isStopped) return false;
      const row = await keepDraft({ ...this.row, ...more, document: said });
      if (row) this.row = row;
      else this.isStopped = true;
      return Boolean(row);
    });
    return this.turn;
  }

  async finish(said) {
    if (!(await this.keep(said))) return null;
    return finish(this.row);
  }
}

export async function newLog(team, app, trial) {
  const who = writer(await change(({ kv }) => kv.get("me")));
  const row = { id: uuid7(), rev: 1, base: null, turn: 0, order: 0, who, trial, team: team.code };
  return new LogEditing({ ...row, version: team.form_version, app, document: await begun(team) });
}

// The newest revision of a session on this phone; with `mends`, a draft that mends it.
export async function openLog(id, mends) {
  const { rows } = await logs();
  const revisions = rows.filter((row) => row.id === id && row.document).sort((a, b) => b.rev - a.rev);
  const [row] = revisions;
  if (!row) return null;
  const isDraft = row.state === "draft";
  return new LogEditing(mends && !isDraft ? revised(row, rows) : row);
}
