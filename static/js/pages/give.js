// "Chuyển buổi sang máy khác": what this phone has not sent, shown as a running series of squares or given
// as a file. The code that opens it is never on the screen together with the squares.

import "../lib/frame.js";
import { framesOf, inSigns, MOST_FRAMES } from "../lib/frames.js";
import { giveFile } from "../lib/givefile.js";
import { areGiven, forgetGiven, noteGiven } from "../lib/given.js";
import { MOST_SHOWN, parcelText, toGive } from "../lib/parcel.js";
import { canSeal, newCode, sealWith } from "../lib/parcelseal.js";
import { listSessions, turnToStep } from "../lib/parcelsteps.js";
import { canUseAgain, phoneMark, retirePhone, usePhoneAgain } from "../lib/teamphone.js";
import { unsealed } from "../lib/unsealed.js";
import { filled, fillIn, worded } from "../lib/words.js";

const PACE = 350;
const root = document.querySelector("[data-give]");
const pick = (name) => root.querySelector("[data-" + name + "]");

class Giving {
  constructor() {
    this.timer = 0;
    this.nth = 0;
    this.isPaused = false;
  }

  async start() {
    pick("show").addEventListener("click", () => this.show());
    pick("file").addEventListener("click", () => this.file());
    pick("pause").addEventListener("click", () => this.pause(!this.isPaused));
    pick("read").addEventListener("click", () => this.tellCode(""));
    pick("taken").addEventListener("click", () => this.taken());
    pick("again").addEventListener("click", () => this.again());
    pick("retire").addEventListener("click", () => pick("sure").showModal());
    pick("sure").addEventListener("close", () => this.retire());
    pick("use").addEventListener("click", () => this.useAgain());
    for (const button of root.querySelectorAll("[data-stop]")) button.addEventListener("click", () => this.stop());
    addEventListener("pagehide", () => this.rest());
    // Signed in or out in another tab.
    document.addEventListener("hocso:me", () => !this.isRunning && this.draw());
    await this.draw();
  }

  async draw() {
    this.wanted = await toGive();
    const { mine, rows, count, hasPhotos } = this.wanted;
    pick("old").hidden = !phoneMark();
    pick("use").hidden = !(await canUseAgain());
    if (!count) return turnToStep(root, "nothing");
    fillIn(pick("count"), count);
    listSessions(root, pick("list"), rows);
    pick("pictures").hidden = !hasPhotos;
    pick("given").hidden = !(await areGiven(mine, rows));
    pick("far").hidden = canSeal();
    pick("file").hidden = !canSeal();
    this.tooMany(count > MOST_SHOWN);
    turnToStep(root, "ready", false);
    return undefined;
  }

  tooMany(isSo) {
    pick("many").hidden = !isSo || !canSeal();
    pick("show").hidden = isSo || !canSeal();
  }

  // The same code for the squares and the file while the page is open: only one is to be told.
  async sealed() {
    pick("said").textContent = root.dataset.locking;
    this.code = this.code || newCode();
    pick("code").textContent = this.code.slice(0, 4) + " " + this.code.slice(4);
    this.wanted = await toGive();
    const bytes = await sealWith(this.code, await parcelText(this.wanted)).catch(() => null);
    pick("said").textContent = bytes ? "" : root.dataset.unlocked;
    return bytes;
  }

  async show() {
    if (this.isRunning) return;
    this.isRunning = true;
    await import(root.dataset.drawer).catch(() => undefined);
    const bytes = await this.sealed();
    const frames = bytes ? await framesOf(bytes) : [];
    if (!frames.length || frames.length > MOST_FRAMES) {
      this.isRunning = false;
      if (bytes) this.tooMany(true);
      return;
    }
    this.frames = frames;
    this.nth = 0;
    turnToStep(root, "frames");
    this.pause(false);
    this.stayOn();
  }

  // One square after the other, until somebody stops them.
  run() {
    clearTimeout(this.timer);
    const detail = { svg: pick("square"), text: this.frames[this.nth], isLarge: true };
    document.dispatchEvent(new CustomEvent("hocso:square", { detail }));
    fillIn(pick("nth"), this.nth + 1, this.frames.length);
    if (this.isPaused) return;
    this.nth = (this.nth + 1) % this.frames.length;
    this.timer = setTimeout(() => this.run(), PACE);
  }

  pause(isPaused) {
    this.isPaused = isPaused;
    pick("pause").textContent = worded(pick("pause"), isPaused ? 1 : 0);
    this.run();
  }

  async stayOn() {
    if (!navigator.wakeLock) return;
    this.lock = await navigator.wakeLock.request("screen").catch(() => null);
    if (!this.isRunning) this.rest();
  }

  rest() {
    clearTimeout(this.timer);
    if (this.lock) this.lock.release();
    this.lock = null;
    this.isRunning = false;
  }

  stop() {
    this.rest();
    this.draw();
    pick("said").focus();
  }

  tellCode(words) {
    this.rest();
    pick("told").textContent = words;
    turnToStep(root, "code");
  }

  async file() {
    const bytes = await this.sealed();
    if (!bytes) return;
    const here = Date.now() - new Date().getTimezoneOffset() * 60000;
    const name = "chuyen-may-" + new Date(here).toISOString().slice(0, 10) + ".hocso.txt";
    const state = await giveFile(name, "HSO1" + inSigns(bytes));
    if (state === "kept") pick("said").textContent = root.dataset.kept;
    else this.tellCode(filled(root.dataset[state], name));
  }

  async taken() {
    await noteGiven(this.wanted.mine, this.wanted.rows);
    // Whoever overheard it opens nothing that is shown later.
    this.code = "";
    turnToStep(root, "done");
  }

  // Another phone takes the place of this one.
  async retire() {
    if (pick("sure").returnValue !== "old") return;
    await retirePhone();
    await this.draw();
    pick("old").focus();
  }

  async useAgain() {
    await usePhoneAgain();
    pick("said").textContent = root.dataset.used;
    await this.draw();
    pick("said").focus();
  }

  async again() {
    await forgetGiven(this.wanted.mine);
    await this.draw();
    pick("said").focus();
  }
}

async function startGiving() {
  await unsealed();
  await new Giving().start();
}

startGiving();
