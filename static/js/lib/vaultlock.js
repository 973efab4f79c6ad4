// "Khóa sổ trên máy này bằng mã PIN", below the sessions this phone has logged.

import { canKeep } from "./keep.js";
import { writer } from "./logrows.js";
import { change, spare } from "./store.js";
import { shutLog, tellOtherPages } from "./vaultgate.js";
import { keys } from "./vaultkeys.js";
import { isPin, partOfLock, sayWrong } from "./vaultpart.js";
import { FREE_TRIES, setPin, takeOff, tryPin, waitFor } from "./vaultpin.js";
import { filled } from "./words.js";

export async function drawLock() {
  const home = document.querySelector("[data-lock-home]");
  const who = writer(await change(({ kv }) => kv.get("me")));
  // Without the worker every page would ask anew, and nothing could be sealed for the province.
  if (!home || !canKeep() || spare.rows || !who || who[0] === "?") return;
  const root = await partOfLock("settings");
  if (!root) return;
  home.replaceChildren(root);
  new Lock(root, who).start();
}

class Lock {
  constructor(root, who) {
    this.root = root;
    this.who = who;
    this.words = root.dataset;
  }

  find(name) {
    return this.root.querySelector("[data-" + name + "]");
  }

  start() {
    this.find("lock-set").addEventListener("submit", (event) => this.set(event));
    this.find("lock-off").addEventListener("submit", (event) => this.takeOff(event));
    this.find("lock-now").addEventListener("click", () => shutLog(true));
    this.draw();
    if (sessionStorage.getItem("hocso.lock") !== "recovered") return;
    sessionStorage.removeItem("hocso.lock");
    this.root.open = true;
    this.say(this.words.recovered);
  }

  draw() {
    const isSet = Boolean(keys.lockOf(this.who));
    this.find("lock-without").hidden = isSet;
    this.find("lock-with").hidden = !isSet;
  }

  say(words) {
    this.find("lock-said").textContent = words;
  }

  async set(event) {
    event.preventDefault();
    const { pin, again } = event.target.elements;
    const fields = [pin.closest(".field"), again.closest(".field")];
    fields.forEach((field) => sayWrong(field, ""));
    if (!isPin(pin.value)) return sayWrong(fields[0], this.words.wrongForm);
    if (pin.value !== again.value) return sayWrong(fields[1], this.words.differs);
    this.say(this.words.setting);
    const button = event.target.querySelector("button");
    button.disabled = true;
    const isSet = await setPin(pin.value, this.who);
    button.disabled = false;
    if (isSet) tellOtherPages();
    event.target.reset();
    this.draw();
    this.say(isSet ? this.words.set : this.words.notSet);
    if (isSet) this.find("lock-now").focus();
    return undefined;
  }

  async takeOff(event) {
    event.preventDefault();
    const { pin } = event.target.elements;
    const field = pin.closest(".field");
    const lock = keys.lockOf(this.who);
    sayWrong(field, "");
    if (waitFor(lock)) return sayWrong(field, this.words.wait);
    if (!isPin(pin.value)) return sayWrong(field, this.words.wrongForm);
    const isRight = await tryPin(pin.value, lock);
    const left = FREE_TRIES - keys.lockOf(this.who).wrong;
    if (!isRight) return sayWrong(field, left > 0 ? filled(this.words.wrong, left) : this.words.wait);
    await takeOff(lock);
    tellOtherPages();
    event.target.reset();
    this.draw();
    this.say(this.words.off);
    this.find("lock-set").querySelector("input").focus();
    return undefined;
  }
}
