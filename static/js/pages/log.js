// Logging a session in four parts, with or without a line.

import "../lib/frame.js";
import { cardOf } from "../lib/logcard.js";
import { missing } from "../lib/logchecks.js";
import { LogForm, presentIn } from "../lib/logform.js";
import { hold, newLog, openLog } from "../lib/logediting.js";
import { usualOf } from "../lib/logdraft.js";
import { begunBy, planOf } from "../lib/logplan.js";
import { logs } from "../lib/logrows.js";
import { drawReview } from "../lib/logreview.js";
import { clockOff, isLossy, keepSendingLogs, photoKeeper, sendLogs } from "../lib/logsending.js";
import { refreshMe } from "../lib/me.js";
import { knownTeams, refreshTeam, refreshTeams } from "../lib/teamdata.js";
import { unsealed } from "../lib/unsealed.js";
import { fillIn, worded } from "../lib/words.js";

const PARTS = 4;
const asked = new URLSearchParams(location.search);
const form = document.querySelector("[data-log]");
// A place of this page; the form carries the words of all of them under names of their own.
const pick = (name) => document.querySelector("[data-" + name + "]:not(form)");

class Logging {
  constructor(editing, team) {
    this.editing = editing;
    this.form = new LogForm(form, team);
    this.part = 1;
    this.isWritable = true;
  }

  async start() {
    const { row } = this.editing;
    pick("trial").hidden = !row.trial;
    pick("planned").hidden = row.expected === undefined;
    fillIn(pick("planned"), row.expected);
    if (row.state && row.state !== "draft" && row.turn) return this.showDone();
    this.form.draw(row.document, await usualOf(row.team));
    pick("team").textContent = this.form.team.team.name;
    this.wire();
    this.allow(await hold(row.id, () => location.reload()));
    this.showSaved(row.turn > 0);
    this.turnTo();
    form.hidden = false;
    pick("dock").hidden = false;
    await this.drawUnfinished();
    return undefined;
  }

  wire() {
    form.addEventListener("input", (event) => this.changed(event.target));
    form.addEventListener("click", (event) => this.clicked(event.target));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("focusin", ({ target }) => {
      if (target.inputMode === "numeric") target.select();
    });
    pick("next").addEventListener("click", () => this.goOn());
    pick("send").addEventListener("click", () => this.send());
    addEventListener("hashchange", () => this.turnTo());
    document.addEventListener("visibilitychange", () => this.renameDay());
    addEventListener("beforeunload", (event) => isLossy() && this.isUnsent && event.preventDefault());
    // Not before what was just written lies on the phone.
    pick("attend").onclick = () => !this.editing.turn.then(() => location.assign("/buoi/diem-danh/?buoi=" + this.editing.row.id));
    pick("back").addEventListener("click", (event) => {
      if (this.part === 1) return;
      event.preventDefault();
      location.hash = "phan-" + (this.part - 1);
    });
  }

  clicked(target) {
    const venue = target.closest("[data-venue-of]");
    const everybody = target.closest("[data-everybody]");
    if (venue) this.form.put("venue", venue.textContent);
    if (everybody) this.form.put(everybody.dataset.for, this.form.value("heads"));
    if (venue || everybody) this.changed(target);
  }

  async changed({ name }) {
    if (["day", "duration", "type", "venue_kind", "helpers"].includes(name)) this.form.settle();
    if (name === "topics") this.form.turns(this.form.read().turns);
    this.form.drawTurns();
    if (this.shown) this.say(this.gaps(this.part));
    pick("unfinished").hidden = true;
    this.isUnsent = true;
    const isKept = await this.editing.keep(this.form.read());
    if (!isKept) return this.stop();
    history.replaceState(null, "", "?buoi=" + this.editing.row.id + location.hash);
    this.showSaved(true);
    return undefined;
  }

  // Another page went on with this log, or somebody else signed in.
  stop() {
    this.allow(false);
    this.turnTo();
  }

  allow(isWritable) {
    this.isWritable = pick("readonly").hidden = isWritable;
    pick("fields").disabled = !isWritable;
  }

  showSaved(isSaved) {
    const words = pick("saved").querySelector("[data-words]");
    words.textContent = worded(words, isSaved ? 1 : 0);
    pick("saved").hidden = isLossy();
    pick("unsaved").hidden = !isLossy();
  }

  renameDay() {
    const { turn, rev } = this.editing.row;
    this.form.renameDay(!turn && rev === 1);
  }

  // The part the address names; a number beyond what is filled in leads to what is missing.
  turnTo() {
    const wanted = Number(location.hash.slice(6)) || 1;
    this.renameDay();
    this.part = Math.min(Math.max(wanted, 1), PARTS);
    this.shown = false;
    for (const section of form.querySelectorAll("[data-part]")) {
      section.hidden = section.dataset.part !== String(this.part);
    }
    for (const words of ["part-words", "part-said"]) fillIn(pick(words), this.part);
    for (const [nth, bar] of pick("bar").querySelectorAll("i").entries()) {
      bar.className = nth + 1 < this.part ? "on" : nth + 1 === this.part ? "now" : "";
    }
    pick("next").hidden = this.part === PARTS;
    pick("send").hidden = this.part < PARTS || !this.isWritable;
    if (this.part > 2) this.bringPhotos();
    if (this.part === PARTS) this.review();
    if (!location.hash) return;
    scrollTo(0, 0);
    form.querySelector('[data-part="' + this.part + '"] h1').focus({ preventScroll: true });
  }

  // Their part of the form comes when somebody gets there.
  async bringPhotos() {
    if (this.pictures) return;
    this.pictures = true;
    const keeper = await photoKeeper();
    if (keeper) keeper.draw(this);
  }

  goOn() {
    if (this.isWritable && this.refused(this.part)) return;
    location.hash = "phan-" + (this.part + 1);
  }

  // Say what is missing in a part, and lead there.
  refused(part) {
    const found = this.gaps(part);
    this.say(found);
    this.shown = true;
    const [first] = Object.keys(found);
    if (!first) return false;
    const field = form.querySelector('[data-field="' + first + '"]');
    const section = field.closest("[data-part]");
    if (section.hidden) {
      location.hash = "phan-" + section.dataset.part;
      return true;
    }
    const details = field.closest("details");
    if (details) details.open = true;
    field.querySelector("input, textarea").focus();
    field.scrollIntoView({ block: "center" });
    return true;
  }

  say(found) {
    for (const field of form.querySelectorAll("[data-field]")) {
      const message = found[field.dataset.field];
      field.classList.toggle("has-error", Boolean(message));
      field.querySelector("[data-error]").hidden = !message;
      field.querySelector("[data-message]").textContent = message || "";
      for (const input of field.querySelectorAll("input, textarea")) {
        if (message) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
  }

  async review() {
    const said = this.form.read();
    if (this.lacks()) {
      if (this.isWritable) setTimeout(() => this.refuseAll(), 0);
      return;
    }
    drawReview(said, this.form);
    const { rows } = await logs();
    const around = { id: this.editing.row.id, form: this.form, rows, present: presentIn(said), off: await clockOff() };
    const keeper = await photoKeeper();
    const told = keeper ? keeper.odd(said, around) : [];
    const found = told.map((sentence) => {
      const line = document.createElement("span");
      line.textContent = sentence;
      return line;
    });
    pick("odds").replaceChildren(...found);
    pick("odd").hidden = !found.length;
  }

  // Who jumped to the end by the address is led to the first part that lacks something.
  refuseAll() {
    const part = [1, 2, 3].find((nth) => this.lacks(nth));
    location.hash = "phan-" + part;
    setTimeout(() => this.refused(part), 0);
  }

  // What a part lacks, or all of them.
  gaps(part) {
    return missing(this.form.read(), this.form, part);
  }

  lacks(part) {
    return Object.keys(this.gaps(part)).length > 0;
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    const row = await this.editing.finish(this.form.read());
    if (!row) return this.stop();
    this.editing.row = row;
    history.replaceState(null, "", "?buoi=" + row.id);
    await this.showDone();
    pick("done").querySelector("h1").focus();
    this.tell(await sendLogs());
    return undefined;
  }

  // What became of it, told anew whenever something has been sent.
  async showDone() {
    form.hidden = true;
    for (const part of ["steps", "dock", "readonly", "back"]) pick(part).hidden = true;
    pick("done").hidden = false;
    document.addEventListener("hocso:logs", () => this.drawDone());
    await this.drawDone();
  }

  async drawDone() {
    const { rows, signedIn } = await logs();
    const { row } = this.editing;
    const now = rows.find(({ id, rev }) => id === row.id && rev === row.rev) || row;
    pick("result").replaceChildren(cardOf(now, form.dataset));
    const title = pick("done").querySelector("h1");
    this.isUnsent = now.state !== "arrived";
    pick("signin").hidden = signedIn || now.state !== "waiting";
    if (!this.isUnsent) pick("offline").hidden = true;
    title.textContent = title.dataset[now.state] || title.dataset.waiting;
  }

  tell(state) {
    if (state === "signedout") pick("signin").hidden = false;
    pick("offline").hidden = state !== "offline" || isLossy();
  }

  // A draft that was left lying, while a new log is begun.
  async drawUnfinished() {
    if (this.editing.row.turn) return;
    const { rows } = await logs();
    const left = rows.filter((row) => row.state === "draft" && row.team === this.editing.row.team);
    if (!left.length) return;
    pick("unfinished").hidden = false;
    pick("unfinished").querySelector("a").href = "?buoi=" + left[0].id;
  }
}

// A team she has left is there only for what she has begun.
async function teamFor(code, isBegun) {
  const find = async () => {
    const teams = (await knownTeams()).filter(({ gone }) => isBegun || !gone);
    return { teams, team: code ? teams.find((team) => team.code === code) : teams.length === 1 && teams[0] };
  };
  const known = await find();
  const asking = refreshMe().then(() => (code ? refreshTeam(code) : refreshTeams()));
  if (known.team) return known;
  const state = await asking;
  return { state, ...(await find()) };
}

// What stands in place of the form, and why.
function showInstead({ state, teams }) {
  pick("steps").hidden = true;
  if (teams.length > 1) {
    const list = pick("choose");
    for (const { code, team } of teams) {
      const way = pick("choice").content.firstElementChild.cloneNode(true);
      way.href = "?to=" + code;
      way.textContent = team.name;
      list.append(way);
    }
    list.hidden = false;
    return;
  }
  const which = state === "signin" ? "noperson" : state === "offline" ? "noteam" : "nomember";
  pick("instead").hidden = false;
  pick(which).hidden = false;
}

async function startLogging() {
  await unsealed();
  const id = asked.get("buoi");
  let editing = id ? await openLog(id, asked.has("sua")) : null;
  const told = await teamFor(editing ? editing.row.team : asked.get("to"), editing);
  if (!told.team) return showInstead(told);
  if (!editing) {
    const plan = planOf(told.team, asked.get("lich"), (await logs()).rows);
    editing = await newLog(told.team, form.dataset.app, asked.has("thu"));
    if (plan) begunBy(editing, plan);
  }
  const logging = new Logging(editing, told.team);
  await logging.start();
  keepSendingLogs();
  return undefined;
}

startLogging();
