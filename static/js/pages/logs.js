// The sessions this phone has logged: what waits, what must be mended, what has arrived.

import "../lib/frame.js";
import { cardOf } from "../lib/logcard.js";
import { dropLog, putBack } from "../lib/logdropping.js";
import { logs } from "../lib/logrows.js";
import { keepSendingLogs, sendLogs } from "../lib/logsending.js";
import { titleOf } from "../lib/logtitle.js";
import { refreshMe } from "../lib/me.js";
import { sendAfter } from "../lib/sendafter.js";
import { knownTeams, refreshTeam, refreshTeams } from "../lib/teamdata.js";
import { tellIfOld } from "../lib/tellold.js";
import { unsealed } from "../lib/unsealed.js";
import { fillIn, filled } from "../lib/words.js";

const ONE_DAY = 86400000;
const DAYS_LATE = 3;
const BUSY_TRIES = 10;
const BUSY_PAUSE = 1000;
// What asks for a hand stands first.
const RANKS = ["mend", "draft", "waiting", "arrived"];

class Logs {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.waits = [];
    this.turn = Promise.resolve();
  }

  find(name) {
    return this.root.querySelector("[data-" + name + "]");
  }

  start() {
    this.find("send").addEventListener("click", () => this.send());
    this.find("undo").addEventListener("click", () => this.undo());
    this.find("sure").addEventListener("close", () => this.sure());
    for (const name of ["hocso:me", "hocso:kept"]) document.addEventListener(name, () => this.draw());
    document.addEventListener("hocso:logs", () => this.tell());
    return this.draw();
  }

  // One drawing after the other: the last word is the newest.
  draw() {
    const read = () => Promise.all([logs(), knownTeams()]);
    this.turn = this.turn.then(read).then(([book, teams]) => this.show(book, teams));
    return this.turn;
  }

  show({ rows: all, others, signedIn }, teams) {
    // Until whoever signed in has opened what she locked.
    const rows = all.filter((row) => row.document);
    const sessions = teams.flatMap((team) => team.sessions.map((one) => ({ ...one, team: team.code })));
    const back = returned(rows, sessions);
    const isBack = (row) => back.some(({ id }) => id === row.id);
    const shown = back.concat(newest(rows).filter((row) => !isBack(row)));
    shown.sort((a, b) => RANKS.indexOf(a.state) - RANKS.indexOf(b.state) || (a.at < b.at ? 1 : -1));
    const cards = this.find("cards");
    cards.replaceChildren(...shown.map((row) => this.card(row, sessions)));
    // Five are seen at a glance; beyond, one may look at those of one state.
    if (shown[5]) import(this.words.queue).catch(() => undefined);
    const waiting = rows.filter((row) => row.state === "waiting");
    const mends = shown.filter((row) => row.state === "mend").length;
    this.waits = Array.from(new Set(waiting.map(({ id }) => id)));
    this.find("waits").hidden = !waiting.length;
    fillIn(this.find("waits").querySelector("b"), this.waits.length);
    this.drawLate(waiting);
    this.find("send").hidden = !waiting.length;
    this.find("signin").hidden = signedIn || !waiting.length;
    // A phone without the list of a team begins no session: it was stopped, or has not been there yet.
    this.find("new").hidden = signedIn && teams.every(({ gone }) => gone);
    this.find("to-team").hidden = !this.find("new").hidden;
    this.find("others").hidden = !others;
    fillIn(this.find("others"), others);
    const shut = new Set(all.filter((row) => row.sealed).map(({ id }) => id)).size;
    this.find("shut").hidden = !shut;
    // There is nothing to invite to where none is begun.
    this.find("nothing-yet").hidden = shown.length + shut > 0 || this.find("new").hidden;
    fillIn(this.find("shut").querySelector("b"), shut);
    return { rows, mends };
  }

  drawLate(waiting) {
    const oldest = Math.max(0, ...waiting.map((row) => Date.now() - Date.parse(row.at)));
    const days = Math.floor(oldest / ONE_DAY);
    this.find("lateness").hidden = days < DAYS_LATE;
    fillIn(this.find("lateness").querySelector("b"), days);
    if (days >= DAYS_LATE) this.find("waits").hidden = true;
  }

  card(row, sessions) {
    const card = cardOf(row, this.words, stateOf(row, sessions));
    const drop = card.querySelector("[data-drop]");
    // What the commune returned has arrived: there is nothing here to drop.
    drop.hidden = Boolean(row.reason) || !["draft", "mend"].includes(row.state);
    drop.addEventListener("click", () => this.ask(row));
    return card;
  }

  say(words) {
    this.find("said").textContent = words;
  }

  // Something was sent by itself, or in another tab.
  async tell() {
    const before = this.waits;
    const now = await this.draw();
    const isLess = before.some((id) => !this.waits.includes(id));
    if (!this.busy && isLess) this.say(this.result("sent", before, now));
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    this.say(this.words.sending);
    const before = this.waits;
    const state = await this.sendInTurn();
    this.say(this.result(state, before, await this.draw()));
    this.busy = false;
  }

  // Another tab, or this very page, may be sending already.
  async sendInTurn() {
    let state = await sendLogs();
    for (let tries = 0; tries < BUSY_TRIES && state === "busy"; tries += 1) {
      await new Promise((done) => setTimeout(done, BUSY_PAUSE));
      state = await sendLogs();
    }
    return state;
  }

  // `before` are the sessions that waited, whatever the number of their revisions.
  result(state, before, { rows, mends }) {
    const { words } = this;
    if (state === "offline") return navigator.onLine ? words.far : words.offline;
    const arrived = before.filter((id) => hasArrived(id, rows)).length;
    // Where another tab sent meanwhile nothing was left to send here.
    if (state !== "sent" && !(state === "nothing" && arrived)) return words[state];
    const said = arrived ? [filled(words.sent, arrived)] : [];
    return said.concat(mends ? filled(words.asked, mends) : []).join(" ");
  }

  ask(row) {
    this.asked = row;
    const dialog = this.find("sure");
    dialog.querySelector("[data-title]").textContent = titleOf(row.document, this.words);
    dialog.returnValue = "";
    dialog.showModal();
  }

  async sure() {
    if (this.find("sure").returnValue !== "drop") return;
    await dropLog(this.asked);
    this.say(this.words.dropped);
    this.find("undo").hidden = false;
    this.find("undo").focus();
  }

  async undo() {
    await putBack(this.asked);
    this.find("undo").hidden = true;
    this.say(this.words.back);
    this.find("cards").focus();
  }
}

// What became of it. Of what was confirmed a change waits for the commune, which may not have told this
// phone yet that it has it, or was declined: "verified" is only said of what somebody confirmed.
function stateOf(row, sessions) {
  const session = sessions.find((one) => one.record_id === row.id) || {};
  const { status, pending, reason, rev } = session;
  if (status !== "verified" || row.state !== "arrived") return status;
  if (!pending && reason) return "declined";
  return pending || row.rev > rev ? "pending" : status;
}

function hasArrived(id, rows) {
  const states = rows.filter((row) => row.id === id).map(({ state }) => state);
  return states.includes("arrived") && !states.includes("waiting") && !states.includes("mend");
}

// Of each session its newest revision, and every one that still waits.
function newest(rows) {
  const isNewest = (row) => !rows.some(({ id, rev }) => id === row.id && rev > row.rev);
  return rows.filter((row) => row.state === "waiting" || isNewest(row));
}

// What the commune sent back, unless it is being mended here already. Where this phone has not got
// all of it, the plain form has.
function returned(rows, sessions) {
  const wanted = sessions.filter((one) => {
    const newer = ({ id, rev, state }) => id === one.record_id && (rev > one.rev || state === "draft");
    return one.status === "needs_fix" && !rows.some(newer);
  });
  return wanted.map((one) => {
    const here = rows.find(({ id, rev }) => id === one.record_id && rev === one.rev);
    const away = "/to/" + one.team + "/buoi/" + one.record_id + "/sua/";
    const { venue, held_on, heads, reason } = one;
    const row = here && !here.named ? here : { id: one.record_id, away, document: { venue, held_on, heads } };
    return { ...row, state: "mend", reason, at: one.held_on };
  });
}

async function startLogs() {
  await unsealed();
  const page = new Logs(document.querySelector("[data-logs]"));
  await page.start();
  keepSendingLogs();
  const me = await refreshMe();
  const teams = await knownTeams();
  for (const team of teams) await refreshTeam(team.code);
  // Back again after a sign-in that ran out, and took the lists along.
  if (me && me.person && !teams.length) await refreshTeams();
  await page.draw();
  tellIfOld();
}

sendAfter();
startLogs();
