// Sends what the phone keeps: in batches, one tab at a time, each event dropped only when the
// province has said it has it. Nothing is lost by a dead network, a portal or a sign-out.

import { alone } from "./alone.js";
import { holder, token } from "./holder.js";
import { json, refreshMe, takeCourses } from "./me.js";
import { change, spare } from "./store.js";
import { asSent, noteArrived } from "./things.js";

const EVENTS = "/api/v1/learning/events";
const BATCH = 100;
const SOON = 2000;
const FIRST_WAIT = 5000;
const LONGEST_WAIT = 300000;

let soon = 0;
let wait = FIRST_WAIT;
let others = null;

// Send in a moment, so that quick taps go together; at once what the next page would no longer have.
export function sendSoon(after = spare.rows ? 0 : SOON) {
  clearTimeout(soon);
  soon = setTimeout(sendNow, after);
}

// Send now. "sent", "nothing", "signedout", "busy" (another tab sends) or "offline".
export async function sendNow() {
  clearTimeout(soon);
  const state = await alone(sendAll, "hocso-outbox");
  if (state === "offline") {
    sendSoon(wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  } else if (state === "busy") {
    sendSoon();
  } else {
    wait = FIRST_WAIT;
  }
  return state;
}

async function sendAll() {
  let state = "nothing";
  for (;;) {
    const { mine, batch, held } = await waiting();
    if (!held) return state;
    if (!mine) return "signedout";
    if (mine[0] === "?") {
      if (!(await refreshMe())) return "offline";
      continue;
    }
    if (!batch.length) return state;
    const answer = await post(batch, mine);
    if (answer !== "sent") return answer;
    state = "sent";
  }
}

function waiting() {
  return change(async (tables) => {
    const mine = holder(await tables.kv.get("me"));
    const all = await tables.events.all();
    const batch = all.filter((event) => event.who === mine);
    batch.sort((a, b) => a.seq - b.seq);
    // Of a person who is not signed in now, nothing can be sent.
    const held = all.some((event) => event.who === mine || event.who[0] === "?");
    return { mine, batch: batch.slice(0, BATCH), held };
  });
}

async function post(batch, mine, again = true) {
  const text = JSON.stringify({ events: batch.map(asSent), person: mine });
  const { status, body } = await json(EVENTS, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: text,
    keepalive: text.length < 60000,
  });
  if (status === 200 && body && Array.isArray(body.outcomes)) {
    return (await taken(batch, mine, body)) ? "sent" : "offline";
  }
  // A stale token, or somebody else signed in meanwhile: ask once who it is, then try again.
  if ([401, 403, 409].includes(status)) {
    const me = await refreshMe();
    if (me && !me.person) return "signedout";
    if (again && me && me.person.id === mine) return post(batch, mine, false);
    return me ? "nothing" : "offline";
  }
  // One event the province cannot read must not hold up the others.
  if ([400, 413, 422].includes(status) && batch.length > 1) {
    const half = batch.length >> 1;
    const first = await post(batch.slice(0, half), mine);
    return first === "sent" ? post(batch.slice(half), mine) : first;
  }
  if (status === 400 || status === 422) return setAside(batch[0], mine);
  return "offline";
}

// What the province cannot even read.
async function setAside(event, mine) {
  await change((tables) => refuse(tables, event, mine, []));
  spread();
  return "sent";
}

async function taken(batch, mine, answer) {
  const at = new Date().toISOString();
  const sent = new Map(batch.map((event) => [event.id, event]));
  const outcomes = answer.outcomes.filter((outcome) => sent.has(outcome.id));
  const has = outcomes.filter(({ outcome }) => outcome === "accepted" || outcome === "duplicate");
  const receipts = new Map(has.map((outcome) => [outcome.id, outcome.receipt]));
  await change(async (tables) => {
    for (const outcome of outcomes) {
      const event = sent.get(outcome.id);
      if (receipts.has(event.id)) await tables.events.drop(event.id);
      else await refuse(tables, event, mine, Object.values(outcome.errors || {}), outcome.outcome);
      if (outcome.result) await judge(tables, mine + "/" + event.course, outcome, at);
    }
    const arrived = batch.filter((event) => receipts.has(event.id));
    await noteArrived(tables, mine, arrived, receipts, at);
    await tables.kv.put({ key: "sent", at });
    await takeCourses(tables, mine, answer.courses || [], "");
  });
  spread();
  return outcomes.length;
}

// Kept on the phone with the province's words, and sent again only when the person asks for it.
async function refuse({ events, progress }, event, mine, why, outcome) {
  await events.put({ ...event, who: "!" + mine, why: why.length ? why : [outcome || "unread"] });
  const row = event.kind === "tested" && (await progress.get(mine + "/" + event.course));
  // Nothing is being graded any more: the test can be taken again.
  if (row && row.test) await progress.put({ ...row, test: "" });
}

// Send everything now, also what was refused before: what stood in its way may be mended.
export async function sendAgain() {
  await change(async ({ kv, events }) => {
    const mine = holder(await kv.get("me"));
    for (const event of await events.all()) {
      if (event.who === "!" + mine) await events.put({ ...event, who: mine });
    }
  });
  return sendNow();
}

async function judge(tables, key, outcome, at) {
  const row = await tables.progress.get(key);
  if (row) await tables.progress.put({ ...row, result: { ...outcome.result, at } });
}

function tell() {
  document.dispatchEvent(new Event("hocso:sent"));
}

function spread() {
  tell();
  if (others) others.postMessage("sent");
}

// Send at every good moment, and hear when another tab has sent.
export function keepSending() {
  if (window.BroadcastChannel) {
    others = new BroadcastChannel("hocso");
    others.onmessage = tell;
  }
  addEventListener("online", () => {
    wait = FIRST_WAIT;
    sendNow();
  });
  document.addEventListener("visibilitychange", () => sendNow());
  sendSoon(0);
}
