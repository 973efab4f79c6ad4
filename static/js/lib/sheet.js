// Questions answered one by one, looked over and handed in; what becomes of them is the page's.

import { onDock, showPanel } from "./panels.js";
import { fillIn, filled, worded } from "./words.js";

export class Sheet {
  constructor(root) {
    this.root = root;
    this.place = root.dataset;
    this.form = root.querySelector("form");
    this.slots = Array.from(root.querySelectorAll("[data-slot]"));
    this.at = 0;
    this.part = "intro";
  }

  turnTo(name, panel) {
    this.part = name;
    for (const part of this.root.querySelectorAll("[data-part]")) {
      part.hidden = part.dataset.part !== name;
    }
    showPanel(panel || name);
    this.drawHead();
    scrollTo(0, 0);
  }

  focusTitle() {
    const title = this.root.querySelector("[data-part]:not([hidden]) [tabindex]:not([hidden])");
    if (title) title.focus();
  }

  drawHead() {
    const asking = this.part === "questions";
    const words = document.querySelector("[data-at]");
    const bar = document.querySelector("[data-bar]");
    this.title = this.title || words.textContent;
    words.textContent = asking
      ? filled(words.dataset.words, this.at + 1, this.slots.length)
      : this.title;
    bar.hidden = !asking;
    Array.from(bar.children).forEach((part, place) => {
      const answered = this.chosen(this.slots[place]).length > 0;
      part.className = place === this.at ? "now" : answered ? "on" : "";
    });
  }

  chosen(slot) {
    return Array.from(slot.querySelectorAll("input:checked"));
  }

  answers() {
    const answers = {};
    for (const slot of this.slots) {
      const keys = this.chosen(slot).map((input) => input.value);
      if (keys.length) answers[slot.dataset.slot] = keys;
    }
    return answers;
  }

  fill(answers) {
    for (const input of this.form.querySelectorAll("input")) {
      input.checked = ((answers || {})[input.name] || []).includes(input.value);
    }
  }

  ask(number) {
    this.at = number;
    this.slots.forEach((slot, place) => {
      slot.hidden = place !== number;
    });
    this.turnTo("questions");
    const next = document.querySelector("[data-next]");
    next.textContent = worded(next, number + 1 < this.slots.length ? 0 : 1);
    this.slots[number].querySelector("h1").focus();
  }

  lookOver() {
    let blank = 0;
    for (const slot of this.slots) {
      const words = this.root.querySelector('[data-chosen="' + slot.dataset.slot + '"]');
      const texts = this.chosen(slot).map((input) => input.parentElement.lastElementChild.textContent);
      if (!texts.length) blank += 1;
      words.textContent = texts.join("; ") || words.dataset.none;
    }
    const note = this.root.querySelector("[data-blank]");
    note.hidden = blank === 0;
    fillIn(note, blank);
    this.turnTo("check");
    this.focusTitle();
  }

  back() {
    if (this.part === "check") this.ask(this.slots.length - 1);
    else if (this.at > 0) this.ask(this.at - 1);
    else this.turnTo("intro");
  }

  next() {
    if (this.at < this.slots.length - 1) this.ask(this.at + 1);
    else this.lookOver();
  }

  // To the first question without an answer, or to all of them.
  goOn() {
    const blank = this.slots.findIndex((slot) => !this.chosen(slot).length);
    if (blank < 0) this.lookOver();
    else this.ask(blank);
  }

  wireSheet() {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.root.addEventListener("click", (event) => {
      const fix = event.target.closest("[data-fix]");
      if (fix) this.ask(this.slots.findIndex((slot) => slot.dataset.slot === fix.dataset.fix));
    });
    onDock({
      begin: () => this.begin(),
      next: () => this.next(),
      back: () => this.back(),
      submit: () => this.submit(),
      send: () => this.send(),
    });
  }
}
