// Fetches courses, a few things at a time, each checked before it is kept. What is here already is
// never fetched again: a broken download goes on where it stopped, a new edition brings only what
// changed.

import {
  dropEntry,
  entries,
  entryOf,
  listOf,
  lying,
  putEntry,
  putThing,
  sweep,
  thingsOf,
} from "./cabinet.js";
import { fetchWithin, isOurs, sha256 } from "./trust.js";

const AT_ONCE = 3;
const LIST_WITHIN = 20000;
const THING_WITHIN = 60000;
const TRIES = 3;
const REST = 2000;
const CHECK_AFTER = 6 * 60 * 60 * 1000;

const running = new Map();
let news = null;

// Whether an edition is being fetched now.
export function isRunning(edition) {
  return running.has(edition);
}

// {edition, state, done, total, bytes, size} to every open page.
function tell(told) {
  if (!self.BroadcastChannel) return;
  news = news || new BroadcastChannel("hocso-kept");
  news.postMessage(told);
}

export async function standing(entry) {
  const list = listOf(entry);
  const here = await lying();
  const things = thingsOf(list);
  const done = things.filter((thing) => here.has(thing.as));
  const state = entry.state === "loading" && !running.has(entry.edition) ? "waiting" : entry.state;
  return {
    edition: entry.edition,
    course: entry.course,
    title: list.title,
    steps: list.steps,
    minutes: list.minutes,
    picture: list.picture,
    size: list.size,
    state,
    done: done.length,
    total: things.length,
    bytes: done.reduce((sum, thing) => sum + thing.size, 0),
  };
}

// The list of an edition from the province: {entry} when it is believed, {gone} when the course was
// withdrawn, {} when there is no network or something else answers in its place.
export async function askList(edition) {
  try {
    const answer = await fetchWithin("/hoc/" + edition + "/goi.json", LIST_WITHIN, { cache: "no-cache" });
    if (answer.status === 410) return { gone: true };
    if (answer.status !== 200) return {};
    const { listed, signature } = await answer.json();
    if (!(await isOurs(listed, signature))) return {};
    const list = JSON.parse(listed);
    if (list.edition !== edition) return {};
    const { course, number } = list;
    return { entry: { edition, course, number, listed, signature, was: [], at: Date.now() } };
  } catch (unreachable) {
    return {};
  }
}

// Begin, or go on: `first` is the path of the page in hand, whose lesson comes first. Resolves with
// the state it ends in.
export async function download(edition, first) {
  if (running.has(edition)) return running.get(edition).whole;
  const run = { stopped: "" };
  running.set(edition, run);
  // A phone so full that not even how far it is can be noted.
  const noRoom = () => end({ edition }, "full", false);
  run.whole = fetchAll(edition, first || "", run).catch(noRoom).finally(() => running.delete(edition));
  return run.whole;
}

async function fetchAll(edition, first, run) {
  const before = await entryOf(edition);
  const { entry: fresh, gone } = await askList(edition);
  if (gone) return withdraw(edition, before);
  if (!fresh && !before) return end({ edition }, "waiting", false);
  // What is whole stays as it is until the newer one is whole too.
  if (before && before.state === "ready") return fresh ? renew(before, fresh, run) : "ready";
  const entry = await putEntry({ ...before, ...fresh, was: (before || fresh).was, first, state: "loading" });
  const list = listOf(entry);
  const total = thingsOf(list).length;
  const stopped = await fetchThings(list, first, run, (missing) =>
    tell({ edition, state: "loading", done: total - missing, total }),
  );
  if (stopped === "dropped") return stopped;
  if (!stopped) await takePlaces(entry);
  return end(entry, stopped || "ready", true);
}

async function renew(before, fresh, run) {
  const { listed, signature, number, at } = fresh;
  if (listed === before.listed) {
    await putEntry({ ...before, at, coming: null });
    return "ready";
  }
  await putEntry({ ...before, coming: { listed, signature } });
  const stopped = await fetchThings(JSON.parse(listed), "", run, () => undefined);
  if (stopped) return stopped === "dropped" ? stopped : "ready";
  await putEntry({ ...before, listed, signature, number, at, coming: null });
  await sweep();
  return end(before, "ready", false);
}

// Fetch what of a list is not here; "" when it is whole, else why it stopped. `hear` is told how
// many things are missing.
async function fetchThings(list, first, run, hear) {
  const here = await lying();
  const missing = thingsOf(list, inOrder(list, first)).filter((thing) => !here.has(thing.as));
  let left = missing.length;
  hear(left);
  const fetchSome = async () => {
    while (missing.length && !run.stopped) {
      const wrong = await fetchThing(missing.shift(), run);
      if (wrong) run.stopped = run.stopped || wrong;
      else hear((left -= 1));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
  return run.stopped;
}

async function end(entry, state, keeps) {
  if (keeps) await putEntry({ ...(await entryOf(entry.edition)), state });
  tell({ edition: entry.edition, state });
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
    let buffer = null;
    let answer = null;
    try {
      answer = await fetchWithin(thing.address, THING_WITHIN, { credentials: "omit" });
      buffer = answer.status === 200 ? await answer.arrayBuffer() : null;
    } catch (unreachable) {
      continue;
    }
    // A portal that wants a sign-in answers 200 with a page of its own.
    if (!buffer || (await sha256(buffer)) !== thing.sha256) continue;
    try {
      await putThing(thing, kept(buffer, answer.headers));
      return "";
    } catch (noRoom) {
      return "full";
    }
  }
  return "waiting";
}

// Unpacked, so without what told how it was packed.
function kept(buffer, headers) {
  const told = new Headers(headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) told.delete(name);
  return new Response(buffer, { headers: told });
}

// A new edition that is whole takes the place of the older ones it goes on from.
async function takePlaces(entry) {
  for (const edition of entry.was) {
    if (await entryOf(edition)) await dropEntry(edition);
  }
}

export async function pause(edition) {
  const run = running.get(edition);
  if (run) run.stopped = "paused";
  else await end(await entryOf(edition), "paused", true);
}

export async function drop(edition) {
  const run = running.get(edition);
  if (run) {
    run.stopped = "dropped";
    await run.whole;
  }
  await dropEntry(edition);
  tell({ edition, state: "dropped" });
}

async function withdraw(edition, entry) {
  if (!entry) return "gone";
  // The list stays to say so; pages and pictures go.
  await dropEntry(edition);
  const list = { ...listOf(entry), pages: [], files: [] };
  await putEntry({ ...entry, listed: JSON.stringify(list), state: "gone" });
  tell({ edition, state: "gone" });
  return "gone";
}

// Go on with what was broken off, and see now and then whether there is something newer.
export async function goOn() {
  for (const entry of await entries()) {
    if (entry.state === "loading" || entry.state === "waiting") await download(entry.edition, entry.first);
    else if (entry.state === "ready" && Date.now() - entry.at > CHECK_AFTER) await check(entry);
  }
}

async function check(entry) {
  const { entry: fresh, gone } = await askList(entry.edition);
  if (gone) return withdraw(entry.edition, entry);
  if (!fresh) return "ready";
  const { newest } = JSON.parse(fresh.listed);
  if (newest === entry.edition) return download(entry.edition, "");
  await putEntry({ ...entry, at: fresh.at });
  const { entry: next } = (await entryOf(newest)) ? {} : await askList(newest);
  if (!next) return "ready";
  await putEntry({ ...next, was: [...entry.was, entry.edition], first: "", state: "loading" });
  return download(newest, "");
}
