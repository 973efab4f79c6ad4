// The placement check: ten questions of many courses. Its answers are kept on the phone until the
// province has marked them, through a sign-in too.

import "../lib/frame.js";
import { uuid7 } from "../lib/ids.js";
import { wireListening } from "../lib/listening.js";
import { json, refreshMe } from "../lib/me.js";
import { keepSending } from "../lib/outbox.js";
import { PLACEMENT, handIn, keepAnswers, readAnswers } from "../lib/placing.js";
import { Sheet } from "../lib/sheet.js";

class Placement extends Sheet {
  wire() {
    this.wireSheet();
    this.form.addEventListener("change", () => this.keepDraft());
    this.root.addEventListener("click", (event) => {
      if (event.target.closest("[data-skip]")) this.skip();
    });
  }

  keepDraft() {
    return keepAnswers({ seal: this.place.seal, answers: this.answers() });
  }

  skip() {
    for (const input of this.chosen(this.slots[this.at])) input.checked = false;
    this.keepDraft();
    this.next();
  }

  async begin() {
    const kept = await readAnswers();
    if (kept && kept.seal === this.place.seal) this.fill(kept.answers);
    this.goOn();
  }

  async submit() {
    const { seal, what } = this.place;
    await keepAnswers({
      seal,
      answers: this.answers(),
      count: this.slots.length,
      id: uuid7(),
      unsent: true,
      // As an event has them, to be counted and named among what waits.
      at: new Date().toISOString(),
      did: { what, how: "handed" },
    });
    document.dispatchEvent(new Event("hocso:kept"));
    await this.send();
  }

  async send() {
    this.show("sending");
    const { state, url, why } = await handIn();
    if (url) {
      location.replace(url);
      return;
    }
    if (why) this.root.querySelector("[data-why]").textContent = why;
    this.show(state);
  }

  show(name) {
    this.turnTo(name);
    this.focusTitle();
  }

  // Where this person stands: answers to hand in, another sheet, or a rest until some day.
  async settle() {
    const me = await refreshMe();
    const kept = await readAnswers();
    if (kept && kept.unsent) return this.send();
    if (!me || !me.person) return undefined;
    const { status, body } = await json(PLACEMENT);
    if (status !== 200 || !body || this.part !== "intro") return undefined;
    if (body.again_on) {
      const words = this.root.querySelector("[data-again]");
      words.textContent = words.dataset.words.replace("%s", body.again_on);
      this.show("rest");
    } else if (String(body.round) !== this.place.round) {
      location.replace(body.round === 1 ? "/thu-suc/" : "/thu-suc/" + body.round + "/");
    }
    return undefined;
  }
}

async function startPlacement() {
  const root = document.querySelector("[data-placement]");
  if (!root) return;
  const placement = new Placement(root);
  placement.wire();
  wireListening();
  await placement.settle();
  keepSending();
}

startPlacement();
