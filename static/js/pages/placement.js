// The placement check: ten questions of many courses. Its answers are kept on the phone until the
// province has marked them, through a sign-in too.

import "../lib/frame.js";
import { uuid7 } from "../lib/ids.js";
import { wireListening } from "../lib/listening.js";
import { json, ownKey, refreshMe, token, who } from "../lib/me.js";
import { keepSending } from "../lib/outbox.js";
import { Sheet } from "../lib/sheet.js";
import { change } from "../lib/store.js";

const PLACEMENT = "/api/v1/placement/";

async function readAnswers() {
  const mine = await who();
  return change(({ kv }) => kv.get(ownKey("placement", mine)));
}

// With nothing to keep, forgets.
async function keepAnswers(kept) {
  const mine = await who();
  const key = ownKey("placement", mine);
  return change(({ kv }) => (kept ? kv.put({ ...kept, key, who: mine }) : kv.drop(key)));
}

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
    const { seal } = this.place;
    await keepAnswers({ id: uuid7(), seal, answers: this.answers(), count: this.slots.length });
    await this.send();
  }

  async send() {
    this.show("sending");
    const kept = await readAnswers();
    const { status, body } = await json(PLACEMENT, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(inOrder(kept)),
    });
    if (status === 200 && body) {
      await keepAnswers(null);
      location.replace(body.url);
    } else if (status === 401) {
      this.show("signin");
    } else if (body && body.message && status !== 403 && status < 500) {
      await keepAnswers(null);
      this.root.querySelector("[data-why]").textContent = body.message;
      this.show("refused");
    } else {
      this.show("waiting");
    }
  }

  show(name) {
    this.turnTo(name);
    this.focusTitle();
  }

  // Where this person stands: answers to hand in, another sheet, or a rest until some day.
  async settle() {
    const me = await refreshMe();
    const kept = await readAnswers();
    if (kept && kept.id) return this.send();
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

function inOrder({ id, seal, answers, count }) {
  const names = Array.from({ length: count }, (_, place) => "q" + (place + 1));
  return { id, seal, answers: names.map((name) => answers[name] || []) };
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
