// Attendance one by one, with or without a line: by card, by name, or without a name; and how far each
// person got with what was taught. All of it is part of the session's draft.

import "../lib/frame.js";
import { Attending, cardCode } from "../lib/attending.js";
import { canLook, lookForCards } from "../lib/cardcamera.js";
import { hold } from "../lib/logediting.js";
import { placeOf } from "../lib/logplace.js";
import { Showing, codeFor } from "../lib/showing.js";
import { filled, fillIn } from "../lib/words.js";

const OLDEST_YEAR = 1900;
const asked = new URLSearchParams(location.search);
const root = document.querySelector("[data-attend]");
const pick = (name) => document.querySelector("[data-" + name + "]");

class Page {
  constructor(editing, team) {
    this.editing = editing;
    this.team = team;
    this.people = new Attending(editing.row);
  }

  async start() {
    pick("team").textContent = this.team.team.name;
    pick("scan").hidden = !canLook();
    this.showing = new Showing(pick("code"), this.team.code, (people) => this.here(people));
    this.code = await codeFor(this.editing.row, this.people.said, this.team.codes);
    pick("show").hidden = !this.code;
    this.wire();
    const isWritable = await hold(this.editing.row.id, () => location.reload());
    if (!isWritable) this.stop();
    this.leadBack();
    this.draw();
    root.hidden = false;
  }

  wire() {
    pick("scan").addEventListener("click", () => this.scan());
    pick("show").addEventListener("click", () => this.show());
    pick("camera").addEventListener("close", () => this.stopCamera && this.stopCamera());
    pick("card").addEventListener("submit", (event) => this.typed(event));
    pick("name").addEventListener("submit", (event) => this.named(event));
    pick("unnamed").addEventListener("click", () => this.added(this.people.add({ how: "unnamed" })));
    pick("undo").addEventListener("click", () => this.undo());
    pick("people").addEventListener("click", ({ target }) => this.clicked(target));
    pick("people").addEventListener("change", ({ target }) => this.marked(target));
  }

  // Another page went on with this log, or somebody else is here.
  stop() {
    pick("readonly").hidden = false;
    pick("fields").disabled = true;
    for (const part of pick("people").querySelectorAll("input, button")) part.disabled = true;
  }

  leadBack() {
    for (const way of document.querySelectorAll("[data-way]")) {
      way.href = "/buoi/ghi/?buoi=" + this.editing.row.id + "#phan-" + way.dataset.way;
      // Not before the last name lies on the phone.
      way.onclick = () => !this.editing.turn.then(() => location.assign(way.href));
    }
  }

  async keep() {
    const isKept = await this.editing.keep(this.people.document(), { tails: { ...this.people.tails } });
    pick("saved").hidden = !isKept;
    if (isKept) history.replaceState(null, "", "?buoi=" + this.editing.row.id);
    else this.stop();
    this.leadBack();
  }

  say(words, ...values) {
    pick("said").textContent = filled(words, ...values);
  }

  async added(line) {
    this.forgetUndo();
    this.draw();
    this.say(root.dataset.added, this.label(line), this.people.present().length);
    await this.keep();
  }

  async readCard(code) {
    const line = await this.people.addCard(code);
    if (line) return this.added(line);
    return this.say(root.dataset.again);
  }

  typed(event) {
    event.preventDefault();
    const input = event.target.elements.code;
    const code = cardCode(input.value);
    this.fault(event.target, !code);
    if (!code) return input.focus();
    input.value = "";
    return this.readCard(code);
  }

  named(event) {
    event.preventDefault();
    const { name, year, village, first, consent } = event.target.elements;
    const words = name.value.trim().replace(/\s+/g, " ");
    const isFit = words && consent.checked;
    this.fault(event.target, !isFit);
    if (!isFit) return (words ? consent : name).focus();
    const line = { name: words };
    const born = Number(year.value);
    if (born >= OLDEST_YEAR && born <= new Date().getFullYear()) line.birth_year = born;
    if (village.value.trim()) line.village = village.value.trim();
    if (first.checked) line.first_time = true;
    name.value = year.value = "";
    first.checked = consent.checked = false;
    name.focus();
    return this.added(this.people.addNamed(line));
  }

  fault(form, isWrong) {
    const line = form.querySelector("[data-error]");
    line.hidden = !isWrong;
    line.closest(".field").classList.toggle("has-error", isWrong);
  }

  // The dialog stays open, for the next card.
  async scan() {
    const words = pick("looking");
    pick("camera").showModal();
    words.textContent = words.dataset.words;
    let last = "";
    const found = (text) => {
      const code = cardCode(text);
      if (code && code !== last) {
        last = code;
        this.readCard(code).then(() => (words.textContent = pick("said").textContent));
      }
      return !pick("camera").open;
    };
    try {
      this.stopCamera = await lookForCards(pick("camera").querySelector("video"), found);
      if (!pick("camera").open) this.stopCamera();
    } catch (refused) {
      words.textContent = words.dataset.refused;
    }
  }

  // The log says which code was shown: by that the other half finds it.
  async show() {
    this.people.said.code_nth = this.code.nth;
    this.showing.show(this.code);
    await this.keep();
  }

  async here(people) {
    if (!this.people.addHere(people)) return;
    this.draw();
    fillIn(pick("come"), this.people.present().length);
    await this.keep();
  }

  lineOf(element) {
    const card = element.closest("[data-line]");
    return card && this.people.lines.find(({ id }) => id === card.dataset.line);
  }

  async clicked(target) {
    const line = this.lineOf(target);
    if (!line) return;
    if (target.closest("[data-remove]")) {
      this.people.remove(line);
      this.removed = line;
      this.draw();
      this.say(root.dataset.removed, this.label(line), this.people.present().length);
      pick("undo").hidden = false;
      pick("undo").focus();
      await this.keep();
    }
    const clear = target.closest("[data-clear]");
    if (clear) await this.setMark(line, clear.dataset.clear, "");
  }

  marked(target) {
    const line = this.lineOf(target);
    return line && this.setMark(line, target.dataset.skill, target.value);
  }

  async setMark(line, skill, level) {
    const after = this.people.mark(line, skill, level);
    this.drawMarks(pick("people").querySelector('[data-line="' + line.id + '"]'), after);
    await this.keep();
  }

  async undo() {
    this.people.putBack(this.removed);
    this.say(root.dataset.back, this.label(this.removed));
    this.forgetUndo();
    this.draw();
    pick("said").focus();
    await this.keep();
  }

  forgetUndo() {
    pick("undo").hidden = true;
  }

  label(line) {
    if (line.name) return line.name;
    if (line.how === "card") return filled(root.dataset.aCard, this.people.tails[line.id] || "");
    const nth = this.people.lines.filter(({ how }) => how === "unnamed").indexOf(line) + 1;
    return filled(root.dataset.someone, nth || "");
  }

  draw() {
    const present = this.people.present();
    fillIn(pick("count"), present.length);
    pick("nobody").hidden = present.length > 0;
    pick("notopics").hidden = Boolean(this.skills().length) || !present.length;
    const list = pick("people");
    const open = new Set(Array.from(list.querySelectorAll("details[open]"), (box) => box.parentElement.dataset.line));
    list.replaceChildren(...present.map((line) => this.card(line, open.has(line.id))).reverse());
  }

  // What can be marked: of each topic taught its things to do, or the topic itself.
  skills() {
    return (this.people.said.topics || []).flatMap((code) => {
      const topic = this.team.topics.find((one) => one.code === code);
      const tasks = (this.team.skills || []).filter((one) => one.topic === code);
      const name = topic ? topic.name : code;
      if (!tasks.length) return [{ key: code, name }];
      return tasks.map((task) => ({ key: code + "/" + task.step, name: name + ": " + task.name }));
    });
  }

  card(line, isOpen) {
    const card = pick("person").content.firstElementChild.cloneNode(true);
    card.dataset.line = line.id;
    card.querySelector("[data-label]").textContent = this.label(line);
    const more = [line.birth_year, line.village, line.first_time && root.dataset.first];
    card.querySelector("[data-more]").textContent = more.filter(Boolean).join(" · ");
    const remove = card.querySelector("[data-remove]");
    remove.setAttribute("aria-label", filled(remove.dataset.words, this.label(line)));
    const box = card.querySelector("details");
    box.open = isOpen;
    box.hidden = !this.skills().length;
    card.querySelector("[data-proof]").textContent = root.dataset[line.how === "card" || line.how === "code" ? "proved" : "unproved"];
    this.drawMarks(card, line);
    return card;
  }

  drawMarks(card, line) {
    const marks = line.marks || {};
    const list = card.querySelector("[data-skills]");
    const focused = document.activeElement && list.contains(document.activeElement) && document.activeElement.value;
    const where = focused && document.activeElement.dataset.skill;
    const rows = this.skills().map(({ key, name }) => {
      const row = pick("skill-row").content.firstElementChild.cloneNode(true);
      row.querySelector("legend").textContent = name;
      for (const input of row.querySelectorAll("input")) {
        Object.assign(input, { name: line.id + key, checked: marks[key] === input.value });
        input.dataset.skill = key;
      }
      const clear = row.querySelector("[data-clear]");
      clear.dataset.clear = key;
      clear.hidden = !marks[key];
      return row;
    });
    list.replaceChildren(...rows);
    if (where) list.querySelector('[data-skill="' + where + '"][value="' + focused + '"]').focus();
    const count = Object.keys(marks).length;
    fillIn(card.querySelector("[data-marks]"), count);
    card.querySelector("[data-marks]").hidden = !count;
  }
}

async function startAttending() {
  const { instead, editing, team } = await placeOf(asked, root.dataset.app);
  if (instead) for (const name of ["instead", instead]) pick(name).hidden = false;
  else await new Page(editing, team).start();
}

startAttending();
