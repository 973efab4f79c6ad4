// The help desk: a big button for each topic, one tap for one person. What is counted is a draft of one
// session, kept at each tap; closing it leads to the form, which sends it like any other.

import "../lib/frame.js";
import { dayAgo, two } from "../lib/days.js";
import { Desk } from "../lib/desking.js";
import { usualOf } from "../lib/logdraft.js";
import { hold } from "../lib/logediting.js";
import { placeOf } from "../lib/logplace.js";
import { logs } from "../lib/logrows.js";
import { unsealed } from "../lib/unsealed.js";
import { filled, fillIn } from "../lib/words.js";

const A_MINUTE = 60000;
const QUARTER = 15;
const MOST_MINUTES = 1440;
const asked = new URLSearchParams(location.search);
const root = document.querySelector("[data-desk]");
const pick = (name) => document.querySelector("[data-" + name + "]");

class Page {
  constructor(editing, team) {
    this.editing = editing;
    this.team = team;
    this.desk = new Desk(editing.row);
  }

  async start() {
    const { row } = this.editing;
    if (!row.turn) this.desk.said.start_time = hourNow();
    pick("team").textContent = this.team.team.name;
    await this.drawTopics();
    pick("topics").addEventListener("click", ({ target }) => this.tapped(target.closest("button")));
    pick("undo").addEventListener("click", () => this.undo());
    pick("close").addEventListener("click", (event) => this.close(event));
    const isWritable = await hold(row.id, () => location.reload());
    if (!isWritable) this.stop();
    this.draw();
    root.hidden = false;
  }

  // Those of the last time first.
  async drawTopics() {
    const usual = await usualOf(this.editing.row.team);
    const last = this.desk.said.topics.concat((usual && usual.topics) || []);
    const rank = ({ code }) => (last.includes(code) ? 0 : 1);
    for (const { code, name } of this.team.topics.slice().sort((a, b) => rank(a) - rank(b))) {
      const button = pick("topic").content.firstElementChild.cloneNode(true);
      button.dataset.code = code;
      button.querySelector("[data-name]").textContent = name;
      pick("topics").append(button);
    }
  }

  stop() {
    pick("readonly").hidden = false;
    this.isStopped = true;
    for (const button of root.querySelectorAll("button, input")) button.disabled = true;
    pick("close").hidden = true;
  }

  nameOf(code) {
    const topic = this.team.topics.find((one) => one.code === code);
    return topic ? topic.name : code;
  }

  async tapped(button) {
    if (!button || this.isStopped) return;
    const { code } = button.dataset;
    const isSame = pick("same").checked && this.desk.taps.length > 0;
    const isCounted = this.desk.tap(code, isSame);
    const words = !isCounted ? "twice" : isSame ? "more" : "counted";
    this.draw();
    this.say(root.dataset[words], this.nameOf(code), this.desk.said.heads);
    if (isCounted) await this.keep();
  }

  async undo() {
    const topic = this.desk.undo();
    if (!topic) return;
    this.draw();
    this.say(root.dataset.undone, this.nameOf(topic), this.desk.said.heads);
    await this.keep();
  }

  async keep() {
    const isKept = await this.editing.keep({ ...this.desk.said }, { desk: this.desk.taps.slice() });
    if (!isKept) return this.stop();
    history.replaceState(null, "", "?buoi=" + this.editing.row.id);
    pick("saved").hidden = false;
    return undefined;
  }

  // How long it took is known by now; the form asks for the rest.
  async close(event) {
    event.preventDefault();
    const [hour, minute] = this.desk.said.start_time.split(":").map(Number);
    const begun = new Date(this.desk.said.held_on + "T00:00").setHours(hour || 0, minute || 0);
    const quarters = Math.ceil((Date.now() - begun) / A_MINUTE / QUARTER);
    this.desk.said.duration_min = Math.min(Math.max(quarters, 1) * QUARTER, MOST_MINUTES);
    await this.keep();
    if (!this.isStopped) location.href = "/buoi/ghi/?buoi=" + this.editing.row.id;
  }

  say(words, ...values) {
    pick("said").textContent = filled(words, ...values);
  }

  draw() {
    const { said, taps } = this.desk;
    fillIn(pick("heads"), said.heads || 0);
    fillIn(pick("turns"), Object.values(said.turns || {}).reduce((sum, one) => sum + one, 0));
    for (const button of pick("topics").querySelectorAll("button")) {
      const count = (said.turns || {})[button.dataset.code] || 0;
      const words = button.querySelector("[data-count]");
      words.hidden = !count;
      fillIn(words, count);
    }
    pick("undo").disabled = this.isStopped || !taps.length;
    pick("close").hidden = this.isStopped || !taps.length;
    pick("nobody").hidden = taps.length > 0;
  }
}

function hourNow() {
  const at = new Date();
  return two(at.getHours()) + ":" + two(at.getMinutes());
}

// The desk of today goes on, whatever closed the page.
async function openDesk() {
  if (asked.get("buoi")) return;
  const { rows } = await logs();
  const isOpen = (row) => row.state === "draft" && row.desk && row.document.held_on === dayAgo(0);
  const open = rows.find((row) => isOpen(row) && (!asked.get("to") || row.team === asked.get("to")));
  if (open) asked.set("buoi", open.id);
}

async function startDesk() {
  await unsealed();
  await openDesk();
  const told = await placeOf(asked, root.dataset.app);
  if (!told.instead) return new Page(told.editing, told.team).start();
  pick("instead").hidden = false;
  pick(told.instead).hidden = false;
  return undefined;
}

startDesk();
