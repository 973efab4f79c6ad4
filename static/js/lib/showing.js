// What those who came with a phone of their own need: a square for cameras and four signs to be said,
// both carried along for this day, so that no line is needed to show them; the screen stays on.

import { bring } from "./bring.js";
import { json } from "./me.js";
import { logs } from "./logrows.js";

const ASK_EVERY = 8000;
const PATH = "/co-mat/";

// The code of this session, or none where the phone carries none for its day: the one it has already,
// else one no other log of the day on this phone has. Where to begin differs from phone to phone.
export async function codeFor({ id, team }, said, carried) {
  const codes = (carried || []).filter(({ day }) => day === said.held_on);
  const own = codes.find(({ nth }) => nth === said.code_nth);
  if (own) return own;
  const { rows } = await logs();
  const isOther = (row) => row.id !== id && row.team === team && row.document;
  const used = rows.filter(isOther).map(({ document: row }) => row.held_on === said.held_on && row.code_nth);
  const first = parseInt(id.slice(-1), 16) % codes.length;
  const turned = codes.slice(first).concat(codes.slice(0, first));
  return turned.find(({ nth }) => !used.includes(nth)) || turned[0];
}

export class Showing {
  constructor(dialog, team, whenHere) {
    this.dialog = dialog;
    this.team = team;
    this.whenHere = whenHere;
    this.timer = 0;
    dialog.addEventListener("close", () => this.stop());
    document.addEventListener("visibilitychange", () => this.dialog.open && this.stayOn());
  }

  show(code) {
    this.code = code;
    this.putSquare(location.origin + PATH + code.mark + "/");
    this.dialog.querySelector("[data-signs]").textContent = code.said.split("").join(" ");
    this.dialog.querySelector("[data-where]").textContent = location.host + "/co-mat";
    this.dialog.showModal();
    this.stayOn();
    this.ask();
  }

  // Without it the four signs do.
  async putSquare(text) {
    const svg = this.dialog.querySelector("svg");
    svg.toggleAttribute("hidden", true);
    await bring("square");
    document.dispatchEvent(new CustomEvent("hocso:square", { detail: { svg, text } }));
  }

  async stayOn() {
    if (!navigator.wakeLock || document.hidden) return;
    this.lock = await navigator.wakeLock.request("screen").catch(() => null);
    if (!this.dialog.open) this.stop();
  }

  stop() {
    clearTimeout(this.timer);
    if (this.lock) this.lock.release();
    this.lock = null;
    this.ask(true);
  }

  // Whoever has said so by now, where there is a line.
  async ask(isLast) {
    const { day, nth } = this.code;
    const { status, body } = await json("/api/v1/field/teams/" + this.team + "/present?day=" + day + "&nth=" + nth);
    if (status === 200 && body && Array.isArray(body.people)) this.whenHere(body.people);
    if (!isLast && this.dialog.open) this.timer = setTimeout(() => this.ask(), ASK_EVERY);
  }
}
