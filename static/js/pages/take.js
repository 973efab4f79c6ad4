// "Nhận buổi từ máy khác": reads the squares another phone of the team shows, or its file, says what is in
// them, and keeps it as this phone's own to send. No line is needed.

import "../lib/frame.js";
import { canLook, lookForCards } from "../lib/cardcamera.js";
import { FrameReader, fromSigns } from "../lib/frames.js";
import { giveBack, looked, parcelOf, takeIn } from "../lib/parcel.js";
import { canSeal, codeTyped, openWith } from "../lib/parcelseal.js";
import { listSessions, turnToStep } from "../lib/parcelsteps.js";
import { unsealed } from "../lib/unsealed.js";
import { filled, fillIn, worded } from "../lib/words.js";

const READS_EVERY = 80;
const A_FILE = /^HSO1([A-Z2-7]{60,})$/;
const root = document.querySelector("[data-take]");
const pick = (name) => root.querySelector("[data-" + name + "]");
const step = (name) => root.querySelector('[data-step="' + name + '"]');

class Taking {
  constructor() {
    this.stopCamera = null;
    this.sealed = null;
    this.parcel = null;
    this.rows = [];
  }

  start() {
    const canRead = canLook() && canSeal();
    pick("open").hidden = !canRead;
    pick("nocamera").hidden = canRead;
    pick("open").addEventListener("click", () => this.look());
    pick("file").addEventListener("change", ({ target }) => this.file(target));
    step("code").addEventListener("submit", (event) => this.unlock(event));
    pick("accept").addEventListener("click", () => this.accept());
    pick("undo").addEventListener("click", () => this.undo());
    for (const button of root.querySelectorAll("[data-stop]")) button.addEventListener("click", () => this.begin());
    addEventListener("pagehide", () => this.rest());
    turnToStep(root, "begin", false);
  }

  rest() {
    if (this.stopCamera) this.stopCamera();
    this.stopCamera = null;
    this.isLooking = false;
  }

  begin(fault) {
    this.rest();
    this.fault(step("begin"), fault);
    turnToStep(root, "begin");
    pick("open").focus();
  }

  fault(part, words) {
    const line = part.querySelector("[data-fault]");
    line.hidden = !words;
    line.querySelector("[data-message]").textContent = words || "";
  }

  async look() {
    this.reader = new FrameReader();
    this.isLooking = true;
    this.fault(step("begin"), "");
    pick("refused").hidden = true;
    pick("progress").textContent = worded(pick("progress"), 0);
    turnToStep(root, "camera");
    try {
      this.stopCamera = await lookForCards(root.querySelector("video"), (text) => this.found(text), READS_EVERY);
      if (!this.isLooking) this.rest();
    } catch (refused) {
      pick("refused").hidden = false;
      this.begin("");
    }
  }

  // Whether the camera may rest.
  found(text) {
    const { reader } = this;
    const isOurs = reader.take(text);
    const before = reader.parts.size;
    pick("progress").textContent = isOurs || before
      ? filled(worded(pick("progress"), 1), before, reader.count)
      : worded(pick("progress"), 2);
    if (reader.isWhole) this.whole();
    return reader.isWhole || !this.isLooking;
  }

  async whole() {
    const bytes = await this.reader.bytes();
    this.rest();
    if (bytes) this.askCode(bytes);
    else this.begin(root.dataset.broken);
  }

  async file(input) {
    const [file] = input.files;
    pick("refused").hidden = true;
    const found = file && A_FILE.exec((await file.text()).trim());
    input.value = "";
    if (!file) return;
    if (!found) this.begin(root.dataset.strange);
    else this.askCode(fromSigns(found[1]));
  }

  askCode(bytes) {
    this.sealed = bytes;
    this.refuse("");
    step("code").elements.code.value = "";
    turnToStep(root, "code");
  }

  refuse(words) {
    const { code } = step("code").elements;
    this.fault(step("code"), words);
    code.closest(".field").classList.toggle("has-error", Boolean(words));
    code.toggleAttribute("aria-invalid", Boolean(words));
    pick("said").textContent = "";
    if (words) code.focus();
  }

  async unlock(event) {
    event.preventDefault();
    const code = codeTyped(step("code").elements.code.value);
    if (!code) return this.refuse(root.dataset.short);
    pick("said").textContent = root.dataset.opening;
    try {
      const text = await openWith(code, this.sealed);
      if (text === null) return this.refuse(root.dataset.wrong);
      this.parcel = parcelOf(text);
    } catch (tooOld) {
      return this.refuse(root.dataset.old);
    }
    return this.parcel ? this.tell() : this.begin(root.dataset.strange);
  }

  async tell() {
    const { fresh, known, foreign, isNobody, isOwn } = await looked(this.parcel);
    const count = new Set(fresh.map(({ id }) => id)).size;
    const from = this.parcel.by.name || root.dataset.someone;
    pick("what").textContent = count ? filled(root.dataset.heading, count, from) : root.dataset.none;
    pick("nobody").hidden = !isNobody;
    pick("foreign").hidden = isNobody || !foreign;
    fillIn(pick("foreign").querySelector("b"), foreign);
    pick("known").hidden = !known;
    fillIn(pick("known"), known);
    pick("list").hidden = !count;
    listSessions(root, pick("list"), fresh);
    pick("sender").hidden = !count || isOwn;
    pick("accept").hidden = !count;
    turnToStep(root, "seen");
  }

  async accept() {
    if (this.isTaking) return;
    this.isTaking = true;
    this.rows = await takeIn(this.parcel);
    this.isTaking = false;
    fillIn(pick("got"), new Set(this.rows.map(({ id }) => id)).size);
    pick("tell").hidden = false;
    pick("undo").hidden = false;
    turnToStep(root, "done");
  }

  async undo() {
    const { back } = pick("got").dataset;
    pick("got").textContent = filled(back, await giveBack(this.rows));
    for (const name of ["undo", "tell"]) pick(name).hidden = true;
    pick("got").focus();
  }
}

// Whoever takes something knows a team, so what is taken lies sealed from the first moment.
async function startTaking() {
  await unsealed();
  new Taking().start();
}

startTaking();
