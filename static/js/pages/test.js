// The final test: question by question, look it over, hand it in. It is graded by the province;
// until then the answers wait on the phone.

import "../lib/frame.js";
import { keepDraft, readDraft, spokenMark } from "../lib/exam.js";
import { wireListening } from "../lib/listening.js";
import { refreshMe } from "../lib/me.js";
import { keptHere } from "../lib/mycourses.js";
import { keepSending, sendNow } from "../lib/outbox.js";
import { progressOf, record } from "../lib/progress.js";
import { Sheet } from "../lib/sheet.js";
import { fillIn, filled, worded } from "../lib/words.js";

// A line may come back without the phone noticing.
const LOOK_AGAIN = 10000;

class Exam extends Sheet {
  constructor(root) {
    super(root);
    this.preview = "preview" in root.dataset;
    this.needsLine = "onlineOnly" in root.dataset && !this.preview;
  }

  async submit() {
    if (this.preview) {
      this.turnTo("intro");
      return;
    }
    this.turnTo("sending");
    await record(this.place, "tested", { answers: this.answers() });
    await keepDraft(this.place.edition, null);
    await this.send();
  }

  async send() {
    this.turnTo("sending");
    this.focusTitle();
    await sendNow();
    await this.settle();
  }

  // Where things stand: waiting, graded, or not begun.
  async settle() {
    const { part } = this;
    const row = await progressOf(this.place.course);
    // Begun meanwhile: nobody is called back from a question.
    if (part === "intro" && this.part !== part) return;
    if (row && row.test === "waiting") {
      const { signedIn } = await keptHere(this.place.course);
      this.turnTo(signedIn ? "waiting" : "signin");
    } else if (row && row.result) {
      this.judge(row.result, row.server);
    } else if (row && row.server && row.server.mark !== null && row.server.passed) {
      this.judge(row.server, row.server);
    } else {
      this.turnTo("intro");
      return;
    }
    this.focusTitle();
  }

  judge(result, server) {
    const left = server ? server.attempts_left : result.attempts_left;
    const passed = result.passed;
    const over = !passed && left === 0;
    this.root.querySelector("[data-mark]").textContent = spokenMark(result.mark);
    const verdict = this.root.querySelector("[data-verdict]");
    verdict.textContent = worded(verdict, passed ? 0 : 1);
    const kind = this.root.querySelector("[data-kind-words]");
    kind.textContent = worded(kind, passed ? 0 : over ? 2 : 1);
    const chip = this.root.querySelector("[data-left]");
    chip.hidden = passed || over || left === null || left === undefined;
    fillIn(chip, left);
    this.review(result.slots || {});
    this.turnTo("result", passed ? "passed" : over ? "over" : "failed");
  }

  review(slots) {
    const wrong = Object.keys(slots).filter((slot) => !slots[slot]);
    const all = Object.keys(slots).length;
    const words = this.root.querySelector("[data-mark-words]");
    words.textContent = all ? filled(words.dataset.words, all - wrong.length, all) : "";
    this.root.querySelector("[data-review]").hidden = wrong.length === 0;
    for (const line of this.root.querySelectorAll("[data-slot-review]")) {
      line.hidden = !wrong.includes(line.dataset.slotReview);
    }
  }

  wire() {
    if (!this.preview) {
      this.form.addEventListener("change", () => keepDraft(this.place.edition, this.answers()));
    }
    this.wireSheet();
    document.querySelector('[data-do="begin"]').hidden = this.needsLine;
    if (this.needsLine) {
      for (const name of ["online", "offline"]) addEventListener(name, () => this.look());
    }
    document.addEventListener("hocso:sent", () => {
      if (["sending", "waiting", "signin"].includes(this.part)) this.settle();
    });
  }

  // Whether the province answers; asks who is there by the way.
  async look() {
    clearTimeout(this.lookAgain);
    const answered = Boolean(await refreshMe()) && navigator.onLine;
    if (!this.needsLine) return;
    const draft = await readDraft(this.place.edition);
    this.root.querySelector("[data-draft]").hidden = !draft;
    document.querySelector('[data-do="begin"]').hidden = !answered;
    for (const note of document.querySelectorAll("[data-noline]")) note.hidden = answered;
    clearTimeout(this.lookAgain);
    if (!answered) this.lookAgain = setTimeout(() => this.look(), LOOK_AGAIN);
  }

  async begin() {
    if (this.needsLine && !navigator.onLine) {
      // Taken again from the page of a result.
      this.turnTo("intro");
      this.focusTitle();
      return;
    }
    this.fill(await readDraft(this.place.edition));
    this.goOn();
  }

}

async function startExam() {
  const root = document.querySelector("[data-exam]");
  const exam = new Exam(root);
  exam.wire();
  wireListening();
  if (exam.preview) return;
  const row = await progressOf(exam.place.course);
  if (row && row.test === "waiting") exam.turnTo("sending");
  await exam.look();
  if (row && row.test === "waiting") await exam.send();
  else if (exam.part === "intro") await exam.settle();
  keepSending();
}

startExam();
