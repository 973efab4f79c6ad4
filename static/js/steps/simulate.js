// Practice on a drawn phone: real buttons lie over the picture, each wrong one explains itself.

import { remember, remembered } from "../lib/looks.js";
import { focusPanel, noteMissed, onDock, showPanel } from "../lib/panels.js";
import { boxOf, middleOf, sameText, spotAt } from "../lib/spots.js";

const PATIENCE = 20000;
const SHOWN = 1600;
const PULL = 30;
const MOST_TAPS = 200;
const LONGEST_TEXT = 200;

export const simulateStep = {
  start(step) {
    const practice = new Practice(step, document.querySelector("[data-simulate]"));
    practice.wire();
    practice.restart();
  },
};

class Practice {
  constructor(step, root) {
    this.step = step;
    this.root = root;
    this.asked = root.dataset.simulate;
    this.mode = this.asked;
    this.screens = Array.from(root.querySelectorAll("[data-screen]"));
    this.finger = root.querySelector("[data-finger]");
    this.timer = 0;
  }

  restart() {
    this.taps = [];
    this.hints = 0;
    this.begin(0);
  }

  begin(number) {
    this.number = number;
    this.screen = this.screens[number];
    this.spots = Array.from(this.screen.querySelectorAll("[data-spot]"));
    this.target = this.spots.find((spot) => spot.dataset.spot === "target");
    this.field = this.target.querySelector("input");
    this.misses = 0;
    this.over = false;
    for (const other of this.screens) other.hidden = other !== this.screen;
    if (this.field) this.field.value = "";
    this.unmark();
    this.offerHelp();
    showPanel("main");
    if (this.mode === "follow") this.hint();
    this.waitForTap();
    if (this.mode === "watch" && number > 0) this.demonstrate();
  }

  // A learner may take it easier than the step asks.
  choose(mode) {
    this.mode = mode;
    for (const button of this.root.querySelectorAll("[data-mode]")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    }
    this.restart();
    if (mode === "watch") this.demonstrate();
  }

  // What is asked and the whole picture below it, as far as they fit.
  ask() {
    const asked = this.screen.querySelector("h1");
    asked.focus();
    asked.scrollIntoView();
  }

  words(name) {
    return this.screen.querySelector('[data-words="' + name + '"]').textContent;
  }

  unmark() {
    this.finger.setAttribute("hidden", "");
    for (const spot of this.spots) spot.classList.remove("pulse", "hit", "missed");
  }

  // Buttons that only some gestures need.
  offerHelp() {
    const gesture = this.over ? "" : this.target.dataset.gesture;
    for (const [name, wanted] of [["typed", "type"], ["scrolled", "scroll"]]) {
      for (const button of document.querySelectorAll('[data-do="' + name + '"]')) {
        button.hidden = gesture !== wanted;
      }
    }
  }

  waitForTap() {
    clearTimeout(this.timer);
    if (this.over || this.mode === "test" || this.mode === "watch") return;
    this.timer = setTimeout(() => this.hint(), PATIENCE);
  }

  hint() {
    clearTimeout(this.timer);
    if (this.over) return;
    this.hints += 1;
    showPanel("hint", this.words("hint"));
    this.ring();
  }

  ring() {
    const [x, y, width, height] = boxOf(this.target);
    this.target.classList.add("pulse");
    this.target.parentElement.parentElement.append(this.finger);
    this.finger.removeAttribute("hidden");
    this.finger.style.left = x + width * 0.7 + "%";
    this.finger.style.top = y + height * 0.55 + "%";
    this.target.scrollIntoView({ block: "nearest" });
  }

  note([x, y], text) {
    const round = (value) => Math.min(Math.max(Math.round(value * 10) / 10, 0), 100);
    const tap = { screen: this.number, x: round(x), y: round(y) };
    if (text) tap.text = text.slice(0, LONGEST_TEXT);
    this.taps.push(tap);
  }

  // What was typed stays on the phone: it may be somebody's own name.
  miss(spot, said, point) {
    // Beyond the most that is sent, a miss tells nothing new.
    if (this.taps.length < MOST_TAPS) this.note(point);
    this.misses += 1;
    noteMissed();
    this.unmark();
    if (spot) spot.classList.add("missed");
    const helped = this.misses > 1 && this.mode !== "test";
    showPanel("again", helped ? said + " " + this.words("hint") : said);
    if (helped) {
      this.hints += 1;
      this.ring();
    }
    this.waitForTap();
  }

  async hit(point, text) {
    this.note(point, text);
    this.over = true;
    clearTimeout(this.timer);
    this.unmark();
    this.target.classList.add("hit");
    this.offerHelp();
    const last = this.number + 1 === this.screens.length;
    const { asked, mode, taps, hints } = this;
    // As the province judges it: who only watched, or was helped in a check, has not done it yet.
    const counts = asked === "test" ? !hints : mode !== "watch" || asked === "watch";
    if (last) await this.step.record("tapped", { mode, taps, hints }, counts);
    showPanel(!last ? "right" : counts ? "finished" : "helped", this.words("right"));
    focusPanel();
  }

  hitMiddle() {
    this.hit(middleOf(this.target), this.field ? this.field.value : "");
  }

  typed() {
    const { text, wrong } = this.target.dataset;
    const typed = this.field.value;
    this.field.blur();
    if (text ? sameText(typed, text) : typed.trim()) this.hitMiddle();
    else this.miss(this.target, wrong, middleOf(this.target));
  }

  tap(event) {
    if (this.over) return;
    const frame = event.currentTarget.getBoundingClientRect();
    // The keyboard, a screen reader and the list press a button without a place.
    const listed = this.root.classList.contains("listed");
    const pressed = listed || event.detail === 0 ? event.target.closest("[data-spot]") : null;
    if (listed && !pressed) return;
    let x = ((event.clientX - frame.left) / frame.width) * 100;
    let y = ((event.clientY - frame.top) / frame.height) * 100;
    const spot = pressed || spotAt(this.spots, x, y, frame);
    if (!spot) {
      this.miss(null, this.words("missed"), [x, y]);
      return;
    }
    // What is kept lies inside the spot it counted for.
    const [left, top, width, height] = boxOf(spot);
    x = Math.min(Math.max(x, left), left + width);
    y = Math.min(Math.max(y, top), top + height);
    this.tapSpot(spot, pressed ? middleOf(spot) : [x, y], Boolean(pressed));
  }

  tapSpot(spot, point, pressed) {
    const { gesture, said, wrong } = spot.dataset;
    if (spot !== this.target) this.miss(spot, said, point);
    else if (gesture === "type") this.field.focus();
    else if (gesture === "tap" || pressed) this.hit(point);
    else showPanel("hint", wrong);
  }

  // The finger shows the place, then presses it.
  demonstrate() {
    const { number } = this;
    this.hint();
    this.timer = setTimeout(() => {
      if (this.over || this.number !== number) return;
      if (this.field) this.field.value = this.target.dataset.text;
      this.hitMiddle();
    }, SHOWN);
  }

  wire() {
    for (const spot of this.root.querySelectorAll("[data-spot]")) this.wireSpot(spot);
    for (const picture of this.root.querySelectorAll("[data-picture]")) {
      picture.addEventListener("click", (event) => this.tap(event));
    }
    const twin = this.root.querySelector("[data-twin]");
    const showTwin = (wanted) => {
      twin.setAttribute("aria-pressed", String(this.root.classList.toggle("listed", wanted)));
    };
    twin.hidden = false;
    twin.onclick = () => {
      const wanted = twin.getAttribute("aria-pressed") !== "true";
      remember("screen", wanted ? "list" : "");
      showTwin(wanted);
    };
    showTwin(remembered("screen") === "list");
    for (const button of this.root.querySelectorAll("[data-mode]")) {
      button.parentElement.hidden = false;
      button.onclick = () => this.choose(button.dataset.mode);
    }
    onDock({
      hint: () => this.hint(),
      typed: () => this.typed(),
      watch: () => this.demonstrate(),
      scrolled: () => this.hitMiddle(),
      restart: () => this.restart(),
      own: () => {
        this.choose(this.asked);
        this.ask();
      },
      onward: () => {
        this.begin(this.number + 1);
        this.ask();
      },
    });
  }

  wireSpot(spot) {
    const [x, y, width, height] = boxOf(spot);
    Object.assign(spot.style, { left: x + "%", top: y + "%", width: width + "%", height: height + "%" });
    if (spot.dataset.spot !== "target") return;
    if (spot.dataset.gesture === "scroll") this.wirePull(spot);
    const field = spot.querySelector("input");
    if (!field) return;
    field.addEventListener("input", () => this.waitForTap());
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || this.over) return;
      // Or the button that gets the focus next would be pressed by the same key.
      event.preventDefault();
      this.typed();
    });
  }

  // Pull inside the spot, or press an arrow key.
  wirePull(spot) {
    let from = null;
    spot.addEventListener("pointerdown", (event) => {
      from = event.clientY;
    });
    spot.addEventListener("pointermove", (event) => {
      if (this.over || from === null || Math.abs(event.clientY - from) < PULL) return;
      from = null;
      this.hitMiddle();
    });
    spot.addEventListener("keydown", (event) => {
      if (this.over || !/^(Arrow|Page)(Down|Up)$/.test(event.key)) return;
      event.preventDefault();
      this.hitMiddle();
    });
  }
}
