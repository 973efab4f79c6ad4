// Who is learning on this phone, and what the province already knows of that person.

import { isOfTeam, jar, ownKey } from "./holder.js";
import { change } from "./store.js";

const ME = "/api/v1/learning/me";
const ANSWERED = 10000;

// JSON from our own server, or null: a portal that wants a sign-in answers 200 with a page.
export async function json(address, options) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), ANSWERED);
  try {
    const response = await fetch(address, {
      credentials: "same-origin",
      signal: control.signal,
      ...options,
    });
    const isJson = /^application\/(.+\+)?json/.test(response.headers.get("Content-Type"));
    return { status: response.status, body: isJson ? await response.json() : null, response };
  } catch (unreachable) {
    return { status: 0, body: null };
  } finally {
    clearTimeout(timer);
  }
}

// Ask who is signed in; the answer, or null without a network.
export async function refreshMe() {
  const asked = new Date().toISOString();
  const before = jar();
  const { status, body } = await json(ME);
  if (status !== 200 || !body || !Array.isArray(body.courses)) return null;
  // Somebody else signed in meanwhile, in another tab: this answer is not hers.
  if (before && before !== jar()) return null;
  await change((tables) => take(tables, body, asked));
  document.dispatchEvent(new Event("hocso:me"));
  return body;
}

async function take(tables, answer, asked) {
  const now = jar();
  const mine = answer.person ? answer.person.id : "";
  const also = mine && answer.person.also;
  const nobodys = (held) => held === "" || held[0] === "?" || also.includes(held);
  const foreign = (held) => held !== mine && (held === "?" + now || (mine && nobodys(held)));
  for (const event of await tables.events.all()) {
    if (foreign(event.who)) await tables.events.put({ ...event, who: mine });
  }
  for (const row of await tables.progress.all()) {
    if (!foreign(row.who)) continue;
    const key = mine + "/" + row.course;
    const other = await tables.progress.get(key);
    await tables.progress.drop(row.key);
    await tables.progress.put({ ...joined(row, other), key, who: mine });
  }
  for (const row of await tables.kv.all()) {
    if (row.who === undefined || !foreign(row.who)) continue;
    await tables.kv.drop(row.key);
    await tables.kv.put({ ...row, key: ownKey(row.key.replace(/:[^:]*$/, ""), mine), who: mine });
  }
  await takeCourses(tables, mine, answer.courses, asked);
  await forgetOthers(tables, mine, now);
  const { person, duties, known, ticket, inbox } = answer;
  const before = await tables.kv.get("me");
  // Says to the province whose this phone is; a session that merely ran out leaves it.
  const pass = person ? ticket && { owner: mine, ticket } : before && before.jar === now && before.pass;
  await tables.kv.put({ key: "me", jar: now, person, duties, known, inbox, pass, at: asked });
}

// Whoever signed out, or whose place another took, leaves nothing to read: only what has not reached
// the province stays, for her alone. A session that merely ran out keeps the token, and the phone keeps what she
// learns until she is back; what a team's phone was told goes even then.
async function forgetOthers({ progress, kv }, mine, now) {
  const before = await kv.get("me");
  const ranOut = !mine && (!before || before.jar === now);
  const gone = ({ who, unsent }) => Boolean(who) && who !== mine && who[0] !== "?" && !unsent;
  for (const table of [progress, kv]) {
    for (const row of await table.all()) {
      if (gone(row) && (!ranOut || isOfTeam(row))) await table.drop(row.key);
    }
  }
}

function joined(row, other) {
  if (!other) return row;
  const [older, newer] = row.at > other.at ? [other, row] : [row, other];
  return { ...older, ...newer, done: { ...older.done, ...newer.done } };
}

// Lay what the province says over what the phone has. While something waits to be sent, or was
// sent after `asked`, the phone knows more and nothing is taken away.
export async function takeCourses(tables, mine, courses, asked) {
  const events = await tables.events.all();
  const sent = await tables.kv.get("sent");
  const now = new Date().toISOString();
  for (const [rank, course] of courses.entries()) {
    const waits = events.filter((e) => e.who === mine && e.course === course.course);
    // What was sent "later" than now was sent under a clock that was set back since.
    const sentSince = sent && asked && sent.at > asked && sent.at <= now;
    const knowsMore = waits.length > 0 || Boolean(sentSince);
    const key = mine + "/" + course.course;
    const row = (await tables.progress.get(key)) || { key, who: mine, at: "" };
    const done = knowsMore ? { ...row.done } : {};
    for (const uid of course.done) done[uid] = (row.done || {})[uid] || 1;
    await tables.progress.put({
      ...row,
      course: course.course,
      title: course.title,
      edition: knowsMore && row.edition ? row.edition : course.edition,
      count: course.step_count,
      current: (knowsMore && row.current) || course.current || row.current || "",
      test: waits.some((e) => e.kind === "tested") ? "waiting" : "",
      server: course,
      rank: asked ? rank : row.rank || 0,
      done,
    });
  }
}
