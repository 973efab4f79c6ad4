// "Chờ gửi lên": what waits, what the province would not take, what has arrived, and one button.

import { canKeep } from "./keep.js";
import { startLate } from "./late.js";
import { sendAgain } from "./outbox.js";
import { ofPass } from "./pass.js";
import { handIn } from "./placing.js";
import { spokenTime } from "./spoken.js";
import { change } from "./store.js";
import { giveUp, held } from "./things.js";
import { fillIn, filled, worded } from "./words.js";

const MOST_SHOWN = 5;

// The first word here comes together with what stands above, which is drawn when `after` is done.
export function startWaiting(after) {
  startLate();
  const root = document.querySelector("[data-waiting]");
  if (root) new Waiting(root, after).start();
}

function upper(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// "A1B2 C3D4 …": easily read out over the telephone.
function inFours(receipt) {
  return (receipt || "").toUpperCase().replace(/(.{4})(?=.)/g, "$1 ");
}

async function canHandOver() {
  return canKeep() && (await change(ofPass)).own.length > 0;
}

class Waiting {
  constructor(root, after) {
    this.root = root;
    this.words = root.dataset;
    this.busy = false;
    this.left = 0;
    this.after = after;
    this.turn = Promise.resolve();
  }

  find(name) {
    return this.root.querySelector("[data-" + name + "]");
  }

  start() {
    this.signin = this.find("signin").cloneNode(true);
    this.find("send").addEventListener("click", () => this.send());
    this.find("hand").addEventListener("click", () => this.hand());
    this.find("sure").addEventListener("close", () => this.sure());
    for (const name of ["hocso:kept", "hocso:me"]) {
      document.addEventListener(name, () => this.draw());
    }
    document.addEventListener("hocso:sent", () => this.tell());
    this.draw();
  }

  // One drawing after the other: the last word is the newest.
  draw() {
    const read = () => Promise.all([held(), canHandOver(), this.after]);
    this.turn = this.turn.then(read).then(([now, canHand]) => this.show(now, canHand));
    return this.turn;
  }

  show(now, canHand) {
    const { own, aside, others, waits, arrived, signedIn } = now;
    this.left = own.length + aside.length;
    this.showWaits(own, signedIn);
    this.showOthers(others, own, signedIn);
    this.showAside(aside);
    this.showArrived(arrived);
    this.find("handover").hidden = !canHand;
    const none = this.find("none");
    none.hidden = waits.length + aside.length > 0;
    none.textContent = worded(none, arrived.length ? 0 : 1);
    this.find("signin").hidden = signedIn || !waits.length;
    this.find("care").hidden = this.left + others.length === 0;
    this.find("send").hidden = waits.length + aside.length === 0;
    return now;
  }

  showWaits(own, signedIn) {
    for (const chip of this.root.querySelectorAll("[data-chip]")) {
      chip.hidden = !own.length || (chip.dataset.chip === "waiting") !== signedIn;
      const words = chip.querySelector("[data-words]");
      fillIn(words, own.length);
    }
    this.fill("waits", own.slice(0, MOST_SHOWN));
    const more = this.find("more");
    more.hidden = own.length <= MOST_SHOWN;
    const summary = more.querySelector("summary");
    fillIn(summary, own.length - MOST_SHOWN);
    this.fill("rest", own.slice(MOST_SHOWN));
  }

  showOthers(others, own, signedIn) {
    const line = this.find("others");
    line.hidden = !others.length;
    line.textContent = filled(worded(line, signedIn || own.length ? 0 : 1), others.length);
  }

  showAside(aside) {
    this.find("aside").hidden = !aside.length;
    const count = this.find("aside-count");
    fillIn(count, aside.length);
    this.fill("asides", aside, (row, thing) => {
      const reasons = { ...row.querySelector("[data-why]").dataset };
      const why = thing.why.map((words) => reasons[words] || words);
      row.querySelector("[data-why]").textContent = filled(reasons.words, why.join(" "));
      row.querySelector("[data-again]").href = "/khoa-hoc/" + thing.course + "/";
      row.querySelector("[data-drop]").addEventListener("click", () => this.ask(thing));
    });
  }

  showArrived(arrived) {
    this.find("arrived").hidden = !arrived.length;
    const count = this.find("arrived-count");
    fillIn(count, arrived.length);
    this.fill("arrivals", arrived, (row, thing) => {
      row.querySelector("[data-receipt]").textContent = inFours(thing.receipt);
    });
    const last = this.find("last");
    last.hidden = !arrived.length;
    if (arrived.length) fillIn(last, this.time(arrived[0].at));
  }

  fill(name, things, finish) {
    const list = this.find(name);
    const template = this.root.querySelector('template[data-row="' + name + '"]') || this.find('row=""');
    list.textContent = "";
    list.hidden = !things.length;
    for (const thing of things) {
      const row = template.content.firstElementChild.cloneNode(true);
      row.querySelector("[data-when]").textContent = upper(this.time(thing.at));
      row.querySelector("[data-what]").textContent = this.title(thing);
      if (finish) finish(row, thing);
      list.append(row);
    }
  }

  time(at) {
    return spokenTime(at, this.words.days.split("|"), this.words.hours.split("|"));
  }

  title({ did }) {
    return did && did.what ? filled(this.words[did.how], did.what) : this.words.unnamed;
  }

  say(words, link) {
    const said = this.find("said");
    said.textContent = words;
    if (!link) return;
    const way = this.signin.cloneNode(true);
    way.hidden = false;
    way.className = "";
    said.append(" ", way);
  }

  // Something was sent by itself, or in another tab.
  async tell() {
    const before = this.left;
    const now = await this.draw();
    const gone = before - this.left;
    if (!this.busy && gone > 0) this.say(this.result("sent", gone, now), false);
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    const button = this.find("send");
    button.setAttribute("aria-disabled", "true");
    this.say(this.words.sending);
    const before = this.left;
    const sent = await sendAgain();
    const { state: placed, why } = await handIn();
    const state = placed === "signin" ? "signedout" : sent;
    const now = await this.draw();
    this.say(why || this.result(state, before - this.left, now), state === "signedout");
    button.removeAttribute("aria-disabled");
    this.busy = false;
  }

  async hand() {
    if (this.busy) return;
    this.busy = true;
    this.say(this.words.sealing);
    try {
      await import(this.find("hand").dataset.hand);
      const file = await new Promise((detail) => {
        document.dispatchEvent(new CustomEvent("hocso:hand", { detail }));
      });
      this.say(file ? this.handed(file) : this.words.unsealed);
    } catch (refused) {
      this.say(this.words.unsealed);
    } finally {
      this.busy = false;
      this.draw();
    }
  }

  handed({ name, state, inside, left }) {
    const told = filled(this.words[state] || "", name, inside);
    return left ? told + " " + filled(this.words.left, left) : told;
  }

  result(state, gone, { own, aside }) {
    const { words } = this;
    if (state === "offline") return navigator.onLine ? words.far : words.offline;
    if (state === "signedout" || state === "busy") return words[state];
    const sent = gone > 0 ? filled(words.sent, gone) : "";
    if (aside.length) return sent + " " + filled(words.refused, aside.length);
    if (own.length) return words.far;
    return sent || words.nothing;
  }

  ask(thing) {
    this.asked = thing;
    const dialog = this.find("sure");
    dialog.querySelector("[data-what]").textContent = this.title(thing);
    dialog.returnValue = "";
    dialog.showModal();
  }

  async sure() {
    if (this.find("sure").returnValue !== "drop") return;
    await giveUp(this.asked.ids);
    document.dispatchEvent(new Event("hocso:kept"));
    await this.draw();
    this.say(this.words.dropped);
  }
}
