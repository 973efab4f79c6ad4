// In front of the session log while it is locked: asks for the PIN, and leads out where it is forgotten.

import { token, who } from "./holder.js";
import { isLog, writer } from "./logrows.js";
import { json, refreshMe } from "./me.js";
import { change } from "./store.js";
import { asLying, forgetOpened } from "./vaultguard.js";
import { UNUSED, keys } from "./vaultkeys.js";
import { isPin, partOfLock, sayWrong } from "./vaultpart.js";
import { FREE_TRIES, openWith, tryPin, waitFor } from "./vaultpin.js";
import { isPhotoRow, kidOf } from "./vaultrows.js";
import { fillIn, filled } from "./words.js";

const LOOK_EVERY = 15000;
const HANDING_OVER = 250;
const TELL_EVERY = 60000;
// Where somebody shows who she is, and comes back.
const WAYS = {
  prove: "/dang-nhap/dung-nguoi/?next=/buoi/",
  second_factor: "/dang-nhap/?next=/buoi/",
  signed_out: "/dang-nhap/?next=/buoi/",
};

let otherPages = null;

// Those that stand between whoever writes here and her log.
async function locksHere() {
  const mine = writer(await change(({ kv }) => kv.get("me")));
  const rows = (await asLying(({ kv }) => kv.all())).filter((row) => row.who === mine);
  const isHers = (lock) => lock.who === mine && !lock.isGoing;
  return keys.locked().filter((lock) => isHers(lock) || rows.some((row) => kidOf(row) === lock.kid));
}

export async function askForPins() {
  // Right after a sign-in nobody knows yet whose it is, perhaps hers who set one.
  if (keys.row.locks.length && (await who())[0] === "?") await refreshMe();
  const locks = await locksHere();
  // The page before may just be handing its key over.
  if (locks.length) await new Promise((resolve) => setTimeout(resolve, HANDING_OVER));
  for (const lock of locks) {
    await keys.askFor(lock.kid);
    if (!keys.open.has(lock.kid)) await new Gate(lock).pass();
  }
  document.addEventListener("hocso:me", async () => (await locksHere()).length && location.reload());
}

// How many sessions wait behind the lock, with their photos.
async function waitingHere({ who }) {
  const rows = await asLying(({ kv }) => kv.all());
  const hers = rows.filter((row) => row.who === who && row.unsent);
  return new Set(hers.filter((row) => isLog(row) || isPhotoRow(row)).map((row) => row.id || row.record)).size;
}

class Gate {
  constructor(lock) {
    this.lock = lock;
    this.timer = 0;
  }

  find(name) {
    return this.root.querySelector("[data-" + name + "]");
  }

  async pass() {
    this.root = await partOfLock("gate");
    // Without it nobody can be asked: once there is a line, this page has it.
    if (!this.root) {
      await new Promise((resolve) => addEventListener("online", resolve, { once: true }));
      return this.pass();
    }
    const main = document.querySelector("main");
    const others = Array.from(main.children);
    for (const part of others) part.style.display = "none";
    main.append(this.root);
    const count = await waitingHere(this.lock);
    this.find("gate-waits").hidden = !count;
    fillIn(this.find("gate-waits"), count);
    const passed = new Promise((resolve) => (this.resolve = resolve));
    this.find("gate-form").addEventListener("submit", (event) => this.tried(event));
    this.find("gate-forgotten").addEventListener("click", () => this.recover());
    this.drawWait();
    this.root.querySelector("h1").focus();
    await passed;
    clearInterval(this.timer);
    this.root.remove();
    for (const part of others) part.style.display = "";
    main.focus();
    return undefined;
  }

  // How it stands now: another page may have tried meanwhile.
  now() {
    return keys.row.locks.find(({ kid }) => kid === this.lock.kid);
  }

  async tried(event) {
    event.preventDefault();
    const input = event.target.elements.pin;
    const field = input.closest(".field");
    const words = this.root.dataset;
    if (this.isTrying || waitFor(this.now())) return undefined;
    if (!isPin(input.value)) return sayWrong(field, words.wrongForm);
    this.isTrying = true;
    sayWrong(field, "");
    const isRight = await tryPin(input.value, this.lock);
    this.isTrying = false;
    if (isRight) return this.resolve();
    input.value = "";
    const left = FREE_TRIES - this.now().wrong;
    sayWrong(field, left > 0 ? filled(words.wrong, left) : words.wrongAgain);
    return this.drawWait();
  }

  // While the next try is put off the button says for how long.
  drawWait() {
    clearInterval(this.timer);
    const button = this.root.querySelector("[data-gate-form] button");
    const draw = () => {
      const seconds = Math.ceil(waitFor(this.now()) / 1000);
      button.disabled = seconds > 0;
      this.find("gate-wait").hidden = !seconds;
      fillIn(this.find("gate-wait").firstElementChild, spelt(seconds, this.root.dataset));
      if (!seconds) clearInterval(this.timer);
    };
    this.timer = setInterval(draw, 1000);
    draw();
  }

  // The province gives the key back to its owner, who has just proved who she is.
  async recover() {
    const said = this.find("gate-said");
    const words = this.root.dataset;
    said.textContent = words.asking;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
    const body = JSON.stringify({ recovery: this.lock.recovery });
    const answer = await json("/api/v1/field/lock", { method: "POST", headers, body });
    const { status, body: told } = answer;
    const way = told && WAYS[told.code];
    this.find("gate-prove").hidden = !way;
    if (way) this.find("gate-prove").href = way;
    if (status === 200 && told && told.key) {
      await openWith(told.key, this.lock);
      sessionStorage.setItem("hocso.lock", "recovered");
      return this.resolve();
    }
    said.textContent = (told && told.message) || words.offline;
    return undefined;
  }
}

function spelt(seconds, words) {
  return seconds < 90 ? filled(words.seconds, seconds) : filled(words.minutes, Math.ceil(seconds / 60));
}

// Open for no longer than a quarter of an hour after the last touch on any page; and not on a page that is
// called back from memory after another was locked.
export function shutWhenUnused(isBook) {
  let told = 0;
  const used = () => {
    keys.usedAt = Date.now();
    if (Math.abs(keys.usedAt - told) < TELL_EVERY) return;
    told = keys.usedAt;
    tellOtherPages("used");
  };
  for (const name of ["pointerdown", "keydown", "input"]) addEventListener(name, used, { passive: true });
  const look = () => {
    const isUnused = Math.abs(Date.now() - keys.usedAt) > UNUSED;
    if (isUnused && keys.locked().length < keys.row.locks.length) shutLog(isBook);
  };
  setInterval(look, LOOK_EVERY);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => keys.hold());
  addEventListener("pageshow", ({ persisted }) => persisted && keys.row.locks.length && location.reload());
  if (!window.BroadcastChannel) return;
  otherPages = new BroadcastChannel("hocso-lock");
  otherPages.onmessage = ({ data }) => {
    if (data === "used") keys.usedAt = Date.now();
    else if (isBook) location.reload();
  };
}

// Nothing stays open on any page of this phone.
export async function shutLog(isBook) {
  await keys.shut();
  forgetOpened();
  tellOtherPages();
  if (isBook) location.reload();
}

export function tellOtherPages(what = "locks") {
  if (otherPages) otherPages.postMessage(what);
}
