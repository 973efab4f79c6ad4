// A form that saves itself a moment after the last letter.
//
// Each save says which revision it was written on. One whose answer was lost is sent again as it was
// before anything newer goes, so that nobody is told that she herself was faster. Where somebody else
// was, it stops: her next press on a button shows both texts.

import { token } from "./holder.js";
import { json } from "./me.js";
import { labelsOf, wordsOf } from "./unsaved.js";
import { filled } from "./words.js";

const AFTER = 1500; // Milliseconds of quiet.
const AGAIN = 15000; // Milliseconds until a lost line is tried again.
const PATIENCE = 8000; // Milliseconds a press on a button waits for a save under way.

export class SelfSaved {
  constructor(form, unsaved) {
    this.form = form;
    this.unsaved = unsaved;
    this.line = form.querySelector("[data-saved]");
    this.isByHand = form.dataset.selfsave === "by-hand";
    this.saved = JSON.stringify(wordsOf(form));
    this.lost = null; // A save whose answer never came.
    this.hasBegun = false;
    this.underWay = null;
  }

  start() {
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => this.pressed(event));
    addEventListener("online", () => this.save());
    // Gone back to, the page is as it was left.
    addEventListener("pageshow", () => {
      this.isLeaving = false;
      this.isPressed = false;
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
  }

  // What an earlier visit could not save, and the page has in its boxes again.
  take(row) {
    this.hasBegun = true;
    this.lost = row.lost || null;
    this.soon();
  }

  typed() {
    this.hasBegun = true;
    this.keep();
    this.soon();
  }

  soon(wait = AFTER) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async keep(more = {}) {
    const row = { words: wordsOf(this.form), labels: labelsOf(this.form), seen: this.form.elements.seen.value };
    await this.unsaved.keep({ ...row, lost: this.lost, ...more }).catch(() => undefined);
  }

  get isDue() {
    return this.hasBegun && !this.isByHand && (this.lost || JSON.stringify(wordsOf(this.form)) !== this.saved);
  }

  save() {
    if (!this.underWay && this.isDue) {
      this.underWay = this.saveAll().finally(() => {
        this.underWay = null;
      });
    }
    return this.underWay;
  }

  async saveAll() {
    while (this.isDue) if (!(await this.saveOnce())) return;
  }

  async saveOnce() {
    const sent = this.lost || { words: wordsOf(this.form), seen: this.form.elements.seen.value };
    this.lost = sent;
    const body = new URLSearchParams({ ...sent.words, seen: sent.seen, of: this.unsaved.mine });
    const headers = { "X-CSRFToken": token(), Accept: "application/json" };
    const address = this.form.getAttribute("action") + "tu-luu/";
    const { status, body: told, response } = await json(address, { method: "POST", body, headers, redirect: "manual" });
    if (status === 200 && told && told.revision) return this.took(sent, told);
    if (status === 409 && told) return this.stop(told.words + " " + this.line.dataset.theirs);
    // Nothing was kept: what is mended goes as it stands then.
    if (response) this.lost = null;
    if (status === 422 && told) return this.wait(this.line.dataset.wrong + " " + told.words);
    if (response && status < 500) return this.wait(this.line.dataset.shut);
    this.soon(AGAIN);
    return this.wait(this.line.dataset.waits);
  }

  async took(sent, told) {
    this.lost = null;
    this.saved = JSON.stringify(sent.words);
    this.form.elements.seen.value = told.revision;
    this.say(filled(this.line.dataset.done, told.at), "done");
    if (this.isDue) await this.keep();
    else await this.unsaved.drop().catch(() => undefined);
    return true;
  }

  async stop(words) {
    this.isByHand = true;
    this.lost = null;
    return this.wait(words);
  }

  async wait(words) {
    this.say(words, "waits");
    await this.keep();
    return false;
  }

  say(words, state) {
    this.line.dataset.saved = state;
    if (this.line.textContent !== words) this.line.textContent = words;
  }

  // A save under way ends first: its revision is the one to be sent.
  async pressed(event) {
    if (this.isLeaving || !this.hasBegun) return;
    event.preventDefault();
    // Pressed twice, it goes once.
    if (this.isPressed) return;
    this.isPressed = true;
    const button = event.submitter;
    clearTimeout(this.timer);
    const late = new Promise((done) => setTimeout(done, PATIENCE));
    if (this.underWay) await Promise.race([this.underWay, late]);
    if (this.lost) await Promise.race([this.save(), late]);
    clearTimeout(this.timer);
    await this.keep({ isHandedIn: true });
    this.isLeaving = true;
    this.form.requestSubmit(button);
  }
}
