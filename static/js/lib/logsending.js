// Sends finished logs of sessions: the first first, one tab at a time. One the province wants mended
// holds up no other; on a dead line, a portal or a busy province everything waits where it is.

import { alone } from "./alone.js";
import { bring } from "./bring.js";
import { token } from "./holder.js";
import { json, refreshMe } from "./me.js";
import { noteMend, noteReceipt } from "./logbook.js";
import { logs } from "./logrows.js";
import { asSubmission, withOffset } from "./logsent.js";
import { change, kept, spare } from "./store.js";
import { unsealed } from "./unsealed.js";

const SUBMISSIONS = "/api/v1/field/submissions";
const MOST_LOGS = 20;
const LOGS_SOON = 2000;
const LOGS_WAIT = 5000;
const LOGS_LONGEST = 300000;
// What an answer may take, and each byte on its way: 16 kbit/s carry two in a millisecond.
const LOGS_ANSWERED = 10000;
const LOGS_A_BYTE = 0.5;

// How many go at once: fewer where a line was too slow for more.
let logsMost = MOST_LOGS;
// Until something on the way does not let through what is packed.
let logsPacked = true;
let logsSoon = 0;
let logsWait = LOGS_WAIT;
let askedToWait = 0;
let otherTabs = null;

// "sent", "nothing", "signedout", "busy" (another tab sends), "stuck" (refused for now) or "offline".
export async function sendLogs() {
  clearTimeout(logsSoon);
  const state = await alone(sendAllLogs, "hocso-logs");
  if (state === "offline") {
    // Not all phones of a village come back in the same second.
    const later = Math.max(askedToWait, logsWait * (0.75 + Math.random() / 2));
    logsSoon = setTimeout(sendLogs, later);
    logsWait = Math.min(logsWait * 2, LOGS_LONGEST);
  } else if (state === "busy") {
    logsSoon = setTimeout(sendLogs, LOGS_SOON);
  } else {
    logsWait = LOGS_WAIT;
  }
  sendAfterLogs();
  return state;
}

async function sendAfterLogs() {
  const keeper = (await logs()).photos.length && (await photoKeeper());
  if (keeper) keeper.send();
}

// What keeps and sends photos, fetched only where it is wanted: from the phone where the page says so.
export async function photoKeeper() {
  await bring("photos");
  return self.hocsoPhotos;
}

async function sendAllLogs() {
  let state = "nothing";
  await unsealed();
  for (;;) {
    const { mine, rows, others } = await logs();
    // What is locked waits until somebody opens it.
    const waiting = rows.filter((row) => row.state === "waiting" && row.document);
    // Of a new sign-in nobody knows yet whose it is, perhaps of whoever wrote what lies here.
    if (mine[0] === "?" && (waiting.length || others || spare.rows)) {
      if (!(await refreshMe())) return "offline";
      continue;
    }
    if (!waiting.length) return state;
    const answer = await postLogs(waiting.slice(0, logsMost), mine);
    if (answer !== "sent") return answer;
    state = "sent";
  }
}

// The answer, or `isSlow` where it did not come within the time such a batch may take.
async function carryLogs(batch, mine) {
  const submissions = batch.map(asSubmission);
  const text = JSON.stringify({ sent_at: withOffset(Date.now()), submissions, person: mine });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  const packed = await packedLogs(text);
  if (packed) headers["Content-Encoding"] = "gzip";
  const body = packed || text;
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), LOGS_ANSWERED + LOGS_A_BYTE * (body.byteLength || body.length));
  const answer = await json(SUBMISSIONS, { method: "POST", headers, body, signal: control.signal });
  clearTimeout(timer);
  if (packed && [400, 415].includes(answer.status)) {
    logsPacked = false;
    return carryLogs(batch, mine);
  }
  return { ...answer, isSlow: control.signal.aborted };
}

// Packed a log weighs a fifth; null where the browser cannot.
function packedLogs(text) {
  if (!logsPacked || !window.CompressionStream) return null;
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).arrayBuffer().catch(() => null);
}

async function postLogs(batch, mine, again = true) {
  const { status, body, response, isSlow } = await carryLogs(batch, mine);
  if (isSlow) logsMost = Math.max(1, batch.length >> 1);
  const after = response ? Number(response.headers.get("Retry-After")) : 0;
  askedToWait = 1000 * Math.min(after || 0, 3600);
  if (status === 200 && body && Array.isArray(body.outcomes)) {
    return (await takeOutcomes(batch, body)) ? "sent" : "offline";
  }
  // A stale token, or somebody else signed in meanwhile: ask once who it is, then try again.
  if ([401, 403, 409].includes(status)) {
    const me = await refreshMe();
    if (me && !me.person) return "signedout";
    if (again && me && me.person.id === mine) return postLogs(batch, mine, false);
    return me ? "stuck" : "offline";
  }
  // One the province cannot read must not hold up the others.
  if ([400, 413, 422].includes(status) && body) {
    if (batch.length === 1) return setLogAside(batch[0], body.message);
    const half = batch.length >> 1;
    const first = await postLogs(batch.slice(0, half), mine);
    return first === "sent" ? postLogs(batch.slice(half), mine) : first;
  }
  return "offline";
}

async function setLogAside(row, message) {
  await change((tables) => noteMend(tables, row, { "": message || "" }));
  spreadLogs();
  return "sent";
}

// How many of the batch the province has spoken of; of all others nothing is known.
async function takeOutcomes(batch, answer) {
  const at = new Date().toISOString();
  const told = (row) =>
    answer.outcomes.find(({ record_id, rev }) => record_id === row.id && rev === row.rev) || {};
  const known = await change(async (tables) => {
    let count = 0;
    for (const row of batch) {
      const { status, receipt, errors, like } = told(row);
      const has = (status === "created" || status === "duplicate") && receipt;
      if (has) await noteReceipt(tables, row, receipt, at, Boolean(like && like.length));
      else if (status === "conflict" || status === "rejected") await noteMend(tables, row, errors || {});
      else continue;
      count += 1;
    }
    const off = Date.parse(answer.now) - Date.parse(at);
    if (off) await tables.kv.put({ key: "clock", off });
    return count;
  });
  spreadLogs();
  return known;
}

function tellLogs() {
  document.dispatchEvent(new Event("hocso:logs"));
  document.dispatchEvent(new Event("hocso:kept"));
}

function spreadLogs() {
  tellLogs();
  if (otherTabs) otherTabs.postMessage("sent");
}

// Whether what is finished is gone with this page.
export function isLossy() {
  return Boolean(spare.rows);
}

// By how many milliseconds the province's clock was ahead of this one's, when last heard.
export async function clockOff() {
  const told = await kept("clock");
  return told ? told.off : 0;
}

// Send at every good moment, and hear when another tab has sent.
export function keepSendingLogs() {
  // No second script for it on this page.
  document.body.dataset.sendsLogs = "yes";
  if (window.BroadcastChannel) {
    otherTabs = new BroadcastChannel("hocso-logs");
    otherTabs.onmessage = tellLogs;
  }
  addEventListener("online", () => {
    logsWait = LOGS_WAIT;
    logsMost = MOST_LOGS;
    sendLogs();
  });
  document.addEventListener("visibilitychange", () => sendLogs());
  document.addEventListener("hocso:me", sendAfterLogs);
  logsSoon = setTimeout(sendLogs, 0);
}
