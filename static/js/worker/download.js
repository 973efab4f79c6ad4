// Fetches courses, a few things at a time, each checked before it is kept. What is here already is
// never fetched again: a broken download goes on where it stopped, a new edition brings only what
// changed.

import {
  changeEntry,
  dropEntry,
  entries,
  entryOf,
  filmsOf,
  listOf,
  lying,
  putEntry,
  putThing,
  sweep,
  thingsOf,
} from "./cabinet.js";
import { fetchWhole, isOurs, sha256 } from "./trust.js";

const AT_ONCE = 3;
const LIST_WITHIN = 20000;
const THING_WITHIN = 60000;
// A film may take as long as a slow line needs for it.
const BYTES_A_MILLISECOND = 10;
const TRIES = 3;
const REST = 2000;
const CHECK_AFTER = 6 * 60 * 60 * 1000;
// Room left for what is learnt, which lies in the same storage.
const LEFT_FREE = 4e6;

const running = new Map();
let news = null;
let sweeping = Promise.resolve();

// {edition, state, done, total} to every open page.
function tell(told) {
  if (!self.BroadcastChannel) return;
  news = news || new BroadcastChannel("hocso-kept");
  news.postMessage(told);
}

// One piece of work on an edition at a time; whoever asks for another hears how this one ends.
export function alone(edition, work) {
  const before = running.get(edition);
  if (before) return before.whole;
  const run = { stopped: "", aborts: new Set() };
  running.set(edition, run);
  const begun = sweeping.then(() => work(run));
  run.whole = begun.finally(() => {
    running.delete(edition);
    return sweepWhenQuiet();
  });
  return run.whole;
}

function stop(run, why) {
  run.stopped = why;
  for (const control of run.aborts) control.abort();
}

// What begins meanwhile waits for it, and counts on nothing that is about to go.
function sweepWhenQuiet() {
  if (!running.size) sweeping = sweep().catch(() => undefined);
  return sweeping;
}

export async function standing(entry) {
  const list = listOf(entry);
  const here = await lying();
  const { films } = entry;
  const things = thingsOf(list, { films });
  const done = things.filter((thing) => here.has(thing.as));
  const state = entry.state === "loading" && !running.has(entry.edition) ? "waiting" : entry.state;
  return {
    edition: entry.edition,
    course: entry.course,
    title: list.title,
    steps: list.steps,
    minutes: list.minutes,
    picture: list.picture,
    voice: list.voice || "",
    size: filmsOf(list, films).reduce((sum, film) => sum + film.size, list.size),
    films: films || "",
    hasFilms: filmsOf(list, "light").length > 0,
    state,
    done: done.length,
    total: things.length,
    bytes: done.reduce((sum, thing) => sum + thing.size, 0),
  };
}

// The list of an edition from the province: {fresh} when it is believed, {gone} when the course was
// withdrawn, {} when there is no network or something else answers in its place.
async function askList(edition, run) {
  try {
    const address = "/hoc/" + edition + "/goi.json";
    const { status, buffer } = await fetchWhole(address, LIST_WITHIN, run, { cache: "no-cache" });
    if (status === 410) return { gone: true };
    if (status !== 200) return {};
    const { listed, signature } = JSON.parse(new TextDecoder().decode(buffer));
    if (!(await isOurs(listed, signature))) return {};
    const { course, number, newest, edition: named } = JSON.parse(listed);
    if (named !== edition) return {};
    return { fresh: { edition, course, number, listed, signature, at: Date.now() }, newest };
  } catch (unreachable) {
    return {};
  }
}

// Begin, or go on: `first` is the path of the page in hand, whose lesson comes first; `films` the
// copies of films wanted with it, as they were where it is left out. Resolves with the state it
// ends in.
export function download(edition, first, films) {
  return begin(edition, { first: first || "", films, was: [] });
}

function begin(edition, wish) {
  return alone(edition, async (run) => {
    try {
      return await fetchCourse(edition, wish, run);
    } catch (noRoom) {
      // So full that not even how far it is can be noted.
      tell({ edition, state: "full" });
      return "full";
    }
  });
}

async function fetchCourse(edition, { first, films, was }, run) {
  const { fresh, gone } = await askList(edition, run);
  const before = await entryOf(edition);
  if (run.stopped) return end(edition, run.stopped);
  if (gone) return withdraw(edition);
  if (!fresh && !before) return end(edition, "unknown");
  const known = before || { was: [] };
  const wanted = (films === undefined ? known.films : films) || "";
  // What is whole stays as it is until the newer one is whole too.
  if (known.state === "ready" && wanted === (known.films || "")) return fresh ? renew(fresh, run) : "ready";
  const changes = { was: [...known.was, ...was], films: wanted, first, state: "loading" };
  const entry = await putEntry({ ...before, ...fresh, ...changes });
  const list = listOf(entry);
  const total = thingsOf(list, entry).length;
  const stopped = await fetchThings(list, entry, run, (missing) =>
    tell({ edition, state: "loading", done: total - missing, total }),
  );
  if (!stopped) await takePlaces(edition);
  return end(edition, stopped || "ready");
}

async function renew({ edition, listed, signature, number, at }, run) {
  await changeEntry(edition, { coming: { listed, signature } });
  const { films } = await entryOf(edition);
  const stopped = await fetchThings(JSON.parse(listed), { first: "", films }, run, () => undefined);
  if (stopped === "full") await changeEntry(edition, { at, coming: null });
  if (stopped) return stopped === "dropped" ? stopped : "ready";
  await changeEntry(edition, { listed, signature, number, at, coming: null });
  return end(edition, "ready");
}

// Fetch what of a list is not here; "" when it is whole, else why it stopped. `hear` is told how
// many things are missing.
async function fetchThings(list, { first, films }, run, hear) {
  const things = thingsOf(list, { pages: inOrder(list, first), films });
  for (let round = 0; round < TRIES; round += 1) {
    const here = await lying();
    const missing = things.filter((thing) => !here.has(thing.as));
    if (run.stopped || !missing.length) return run.stopped;
    let left = missing.length;
    hear(left);
    const fetchSome = async () => {
      while (missing.length && !run.stopped) {
        const wrong = await fetchThing(missing.shift(), run);
        if (wrong) stop(run, run.stopped || wrong);
        else hear((left -= 1));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
  }
  return run.stopped || "waiting";
}

async function end(edition, state) {
  if (state !== "dropped") await changeEntry(edition, { state });
  tell({ edition, state });
  return state;
}

// The lesson in hand first, then on to the end, then what lies before it.
function inOrder(list, first) {
  const from = Math.max(0, list.pages.findIndex((page) => page.path === first));
  return [...list.pages.slice(from), ...list.pages.slice(0, from)];
}

async function fetchThing(thing, run) {
  for (let tries = 0; tries < TRIES && !run.stopped; tries += 1) {
    if (tries) await new Promise((go) => setTimeout(go, REST * tries));
    let came = null;
    try {
      const within = Math.max(THING_WITHIN, thing.size / BYTES_A_MILLISECOND);
      came = await fetchWhole(thing.address, within, run, { credentials: "omit" });
    } catch (unreachable) {
      continue;
    }
    // A portal that wants a sign-in answers 200 with a page of its own.
    if (came.status !== 200 || (await sha256(came.buffer)) !== thing.sha256) continue;
    try {
      if (!(await hasRoom(came.buffer.byteLength))) return "full";
      await putThing(thing, unpacked(came));
      return "";
    } catch (noRoom) {
      return "full";
    }
  }
  return "waiting";
}

export async function hasRoom(size) {
  if (!navigator.storage || !navigator.storage.estimate) return true;
  const { quota, usage } = await navigator.storage.estimate();
  return !quota || quota - usage > size + LEFT_FREE;
}

// Without what told how it was packed on the way.
function unpacked({ buffer, headers }) {
  const told = new Headers(headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) told.delete(name);
  return new Response(buffer, { headers: told });
}

// A new edition that is whole takes the place of the older ones it goes on from.
async function takePlaces(edition) {
  const { was } = (await entryOf(edition)) || { was: [] };
  for (const older of was) await dropEntry(older);
}

export async function pause(edition) {
  const run = running.get(edition);
  if (run) {
    stop(run, "paused");
    return run.whole;
  }
  const entry = await entryOf(edition);
  if (!entry || entry.state === "ready" || entry.state === "gone") return entry && entry.state;
  return end(edition, "paused");
}

export async function drop(edition) {
  const run = running.get(edition);
  if (run) {
    stop(run, "dropped");
    await run.whole;
  }
  await dropEntry(edition);
  await sweepWhenQuiet();
  tell({ edition, state: "dropped" });
}

// The list stays to say so; pages and pictures go.
async function withdraw(edition) {
  const entry = await entryOf(edition);
  if (entry) {
    const list = { ...listOf(entry), pages: [], files: [] };
    await changeEntry(edition, { listed: JSON.stringify(list), coming: null });
  }
  return end(edition, "gone");
}

// Go on with what was broken off, and see now and then whether there is something newer.
export async function goOn() {
  for (const { edition } of await entries()) {
    // As it stands now: what came before it in this turn may have taken minutes.
    const entry = await entryOf(edition);
    if (!entry || entry.state === "gone") continue;
    if (entry.state === "loading" || entry.state === "waiting") await download(edition, entry.first);
    // Also where the clock was set back since.
    else if (Math.abs(Date.now() - entry.at) > CHECK_AFTER) await alone(edition, (run) => check(edition, run));
  }
}

async function check(edition, run) {
  const { fresh, gone, newest } = await askList(edition, run);
  const entry = await entryOf(edition);
  if (!entry || run.stopped) return run.stopped;
  if (gone) return withdraw(edition);
  if (!fresh) return entry.state;
  if (entry.state !== "ready") return changeEntry(edition, { at: fresh.at });
  if (newest === edition) return renew(fresh, run);
  await changeEntry(edition, { at: fresh.at });
  return moveOn(entry, newest);
}

// Fetch the newer edition; when it is whole this one goes.
async function moveOn(entry, newest) {
  const was = [...entry.was, entry.edition];
  const there = await entryOf(newest);
  if (there && there.state === "gone") return "ready";
  if (there) {
    await changeEntry(newest, { was: Array.from(new Set([...there.was, ...was])) });
    if (there.state === "ready") await takePlaces(newest);
    return "ready";
  }
  return begin(newest, { first: "", films: entry.films, was });
}
