// A film: nothing of it comes before the tap, which says what it costs. What counts are the parts
// really played, or its words read to their end.

import { ownKey } from "../lib/holder.js";
import { focusPanel, showPanel } from "../lib/panels.js";
import { keep, kept } from "../lib/store.js";
import { fillIn, worded } from "../lib/words.js";

// So much of a part must have been played for it to count.
const MOST_OF_IT = 0.6;
const SAID_OPENING = 0;
const SAID_FAILED = 1;

export const watchStep = { start: startWatching };

class Watching {
  constructor(step, root) {
    this.step = step;
    this.root = root;
    this.video = root.querySelector("video");
    this.buttons = Array.from(root.querySelectorAll("[data-copy]"));
    this.told = root.querySelector("[data-told]");
    this.seen = new Set();
    this.sent = 0;
    this.over = false;
  }

  tell(nth) {
    this.told.textContent = nth === undefined ? "" : worded(this.told, nth);
  }

  play(button) {
    const { video } = this;
    const { copy } = button.dataset;
    for (const one of this.buttons) one.setAttribute("aria-pressed", String(one === button));
    this.tell(SAID_OPENING);
    if (video.getAttribute("src") !== copy) {
      const at = video.currentTime;
      video.src = copy;
      if (at && !video.ended) video.currentTime = at;
    } else if (video.error) video.load();
    for (const track of video.textTracks) track.mode = "showing";
    video.controls = true;
    // Another choice while this one is coming is no failure.
    video.play().catch((why) => why.name !== "AbortError" && this.tell(SAID_FAILED));
  }

  // Seconds of a part that were played since this copy was chosen.
  secondsPlayed(from, to) {
    const { played } = this.video;
    let seconds = 0;
    for (let nth = 0; nth < played.length; nth += 1) {
      seconds += Math.max(0, Math.min(to, played.end(nth)) - Math.max(from, played.start(nth)));
    }
    return seconds;
  }

  count() {
    const { bucket, buckets } = this.root.dataset;
    const length = Number(bucket);
    const before = this.seen.size;
    for (let part = 0; part < Number(buckets); part += 1) {
      const from = part * length;
      const to = Math.min(from + length, this.video.duration || Infinity);
      if (this.secondsPlayed(from, to) >= (to - from) * MOST_OF_IT) this.seen.add(part);
    }
    if (this.seen.size === before) return;
    this.draw();
    this.keepSeen();
    if (this.seen.size >= Number(this.root.dataset.needed)) this.finish(false);
  }

  draw() {
    const words = this.root.querySelector("[data-share]");
    words.hidden = !this.seen.size;
    const share = Math.round((100 * this.seen.size) / Number(this.root.dataset.buckets));
    fillIn(words, share);
  }

  played() {
    return Array.from(this.seen).sort((a, b) => a - b);
  }

  async finish(read) {
    if (this.over) return;
    this.over = true;
    const played = this.played();
    await this.step.record("watched", read ? { played, read } : { played }, true);
    // Never over the film while it goes on.
    if (this.video.paused) this.praise();
  }

  praise() {
    showPanel("right");
    focusPanel();
  }

  rest() {
    if (this.over) this.praise();
    else if (this.seen.size > this.sent) {
      this.sent = this.seen.size;
      this.step.record("watched", { played: this.played() }, false);
    }
  }

  async key() {
    const { edition, step } = this.step.place;
    const mine = await this.step.who();
    return { key: ownKey("film:" + edition + ":" + step, mine), who: mine };
  }

  async keepSeen() {
    keep({ ...(await this.key()), played: this.played() });
  }

  // What is kept on this phone costs nothing more.
  async drawHere(button) {
    if (!self.caches || !(await caches.match(button.dataset.copy))) return;
    const cost = button.querySelector("[data-cost]");
    cost.textContent = worded(cost, 0);
  }

  async wire() {
    const { video } = this;
    for (const button of this.buttons) {
      button.onclick = () => this.play(button);
      this.drawHere(button);
    }
    video.addEventListener("timeupdate", () => this.count());
    video.addEventListener("playing", () => this.tell());
    video.addEventListener("error", () => this.tell(SAID_FAILED));
    video.addEventListener("pause", () => {
      this.count();
      this.rest();
    });
    const { key } = await this.key();
    const before = await kept(key);
    if (!before) return;
    for (const part of before.played) this.seen.add(part);
    this.sent = this.seen.size;
    this.draw();
  }
}

function startWatching(step) {
  const root = document.querySelector("[data-film]");
  if (!root) return;
  const watching = new Watching(step, root);
  watching.wire();
  const readAll = document.querySelector("[data-readall]");
  if (!readAll) return;
  readAll.hidden = false;
  readAll.onclick = () => {
    watching.video.pause();
    if (watching.over) watching.praise();
    else watching.finish(true);
  };
}
