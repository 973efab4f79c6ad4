// A step read aloud: play and pause, slow or usual, the sentence being read marked. Comes with the
// first tap on the bar.

import { remember, remembered } from "../lib/looks.js";

const SLOW_RATE = 0.75;
const STOPPED = 0;
const READING = 1;
const PAUSED = 2;
// A player may stand a little before the place it was sent to.
const SLACK = 0.06;
const ROOM_BELOW = 140;

class Listening {
  constructor(bar) {
    this.bar = bar;
    this.audio = bar.querySelector("audio");
    this.play = bar.querySelector(".play");
    this.speed = bar.querySelector(".speed");
    this.marks = bar.dataset.marks ? bar.dataset.marks.split(" ").map(Number) : [];
    // In a test every question has a voice of its own.
    const read = bar.closest("[data-slot]") || document;
    this.sentences = this.marks.map((mark, at) => Array.from(read.querySelectorAll('[data-s="' + at + '"]')));
    this.now = -1;
    // After the last sentence in sight the next tap begins with the first in sight.
    this.over = true;
  }

  // Screens to come, answers folded away and the like are not read.
  inSight(at) {
    return this.sentences[at].some((part) => part.getClientRects().length);
  }

  nextInSight(from) {
    return this.marks.findIndex((mark, at) => at >= from && this.inSight(at));
  }

  sentenceAt(time) {
    let at = -1;
    while (at + 1 < this.marks.length && this.marks[at + 1] <= time + SLACK) at += 1;
    return at;
  }

  goTo(at) {
    this.audio.currentTime = at > 0 ? this.marks[at] : 0;
  }

  toggle() {
    if (!this.audio.paused) {
      this.audio.pause();
      return;
    }
    this.bar.classList.remove("missed");
    if (this.audio.error) this.audio.load();
    this.begin();
    this.audio.play().catch(() => this.fail());
  }

  begin() {
    if (this.over) this.goTo(this.nextInSight(0));
    this.over = false;
  }

  follow() {
    if (this.over) return;
    const at = this.sentenceAt(this.audio.currentTime);
    if (at >= 0 && !this.inSight(at)) {
      const next = this.nextInSight(at);
      if (next < 0) this.finish();
      else this.goTo(next);
      return;
    }
    if (at !== this.now) this.mark(at);
    this.draw();
  }

  mark(at) {
    for (const part of this.sentences[this.now] || []) part.classList.remove("reading");
    this.now = at;
    const parts = this.sentences[at] || [];
    for (const part of parts) part.classList.add("reading");
    if (!parts.length) return;
    const { top, bottom } = parts[0].getBoundingClientRect();
    if (top > 0 && bottom < innerHeight - ROOM_BELOW) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    parts[0].scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  }

  finish() {
    this.over = true;
    this.audio.pause();
    this.mark(-1);
    this.draw();
  }

  fail() {
    this.bar.classList.add("missed");
    this.finish();
  }

  draw() {
    const { paused, currentTime, duration } = this.audio;
    const state = this.over ? STOPPED : paused ? PAUSED : READING;
    for (const told of this.play.querySelectorAll("[data-words]")) {
      told.textContent = told.dataset.words.split("|")[state];
    }
    if (state === READING) {
      const seconds = Math.floor(currentTime);
      const clock = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
      this.play.querySelector("b").textContent += " " + clock;
    }
    this.play.setAttribute("aria-pressed", String(state === READING));
    this.bar.querySelector("progress").value = this.over || !duration ? 0 : currentTime / duration;
  }

  slow(slow) {
    this.audio.defaultPlaybackRate = slow ? SLOW_RATE : 1;
    this.audio.playbackRate = this.audio.defaultPlaybackRate;
    this.speed.setAttribute("aria-pressed", String(slow));
  }

  wire() {
    this.bar.onclick = null;
    this.play.onclick = () => this.toggle();
    this.speed.hidden = false;
    this.speed.onclick = () => {
      const slow = this.speed.getAttribute("aria-pressed") !== "true";
      remember("pace", slow ? "slow" : "");
      this.slow(slow);
    };
    for (const name of ["timeupdate", "play", "pause"]) {
      this.audio.addEventListener(name, () => this.follow());
    }
    this.audio.addEventListener("ended", () => this.finish());
    this.audio.addEventListener("error", () => this.fail());
    this.slow(remembered("pace") === "slow");
    // Of several bars the one that was tapped plays already.
    if (this.audio.paused) return;
    this.begin();
    this.follow();
  }
}

for (const bar of document.querySelectorAll("[data-listen]")) new Listening(bar).wire();
