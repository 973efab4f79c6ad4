// Who came to one session, as its draft keeps it: lines with ids of their own. Taking somebody out
// leaves a tombstone, which says nothing but the id; the province joins two phones' lists by them.

import { uuid7 } from "./ids.js";

// As `ALPHABET` and `read_code` of the province: no I, L, O, U.
const NO_SIGN = /[^0-9A-Z]/g;
const A_CODE = /^[0-9A-HJKMNP-TV-Z]{12}$/;
const ALIKE = { O: "0", I: "1", L: "1", U: "V" };
const TAIL = 4;

// The twelve signs of a card however they came: typed in groups, or as the address in its square.
export function cardCode(text) {
  const last = text.trim().replace(/\/+$/, "").split("/the/").pop();
  const code = last.toUpperCase().replace(NO_SIGN, "").replace(/[OILU]/g, (sign) => ALIKE[sign]);
  return A_CODE.test(code) ? code : "";
}

// What a code hashes to, where the browser can: then not even this phone keeps it.
async function sealed(code) {
  if (!window.crypto || !crypto.subtle) return code;
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Attending {
  // `tails` are the last signs of cards, to tell them apart on the screen; they stay on this phone.
  constructor(row) {
    // Names that were written in the form before there was this page.
    const { names, attendees, ...said } = row.document;
    this.said = said;
    this.lines = (attendees || []).concat((names || []).map((name) => ({ id: uuid7(), how: "name", name })));
    this.tails = { ...row.tails };
  }

  present() {
    return this.lines.filter((line) => !line.gone);
  }

  add(line) {
    const whole = { id: uuid7(), ...line };
    this.lines.push(whole);
    return whole;
  }

  // Somebody who has heard what the name is for, and agreed.
  addNamed(line) {
    this.said.consent_taken = true;
    return this.add({ how: "name", ...line });
  }

  // Those who said so on phones of their own; how many of them are new here.
  addHere(people) {
    const known = this.lines.map(({ id }) => id);
    const fresh = people.filter(({ id }) => !known.includes(id));
    for (const { id, name } of fresh) this.lines.push({ id, how: "code", name });
    // They agreed when they said so.
    if (fresh.length) this.said.consent_taken = true;
    return fresh.length;
  }

  // Null where the card is there already.
  async addCard(code) {
    const card = await sealed(code);
    if (this.present().some((line) => line.card === card)) return null;
    const line = this.add({ how: "card", card });
    this.tails[line.id] = code.slice(-TAIL);
    return line;
  }

  remove(line) {
    this.swap(line, { id: line.id, gone: true });
  }

  putBack(line) {
    this.swap(this.lines.find(({ id }) => id === line.id), line);
  }

  swap(before, after) {
    this.lines.splice(this.lines.indexOf(before), 1, after);
  }

  // How far somebody got with one skill; "" where it is taken back.
  mark(line, skill, level) {
    const { [skill]: _, ...marks } = line.marks || {};
    if (level) marks[skill] = level;
    const { marks: __, ...rest } = line;
    const after = Object.keys(marks).length ? { ...rest, marks } : rest;
    this.swap(line, after);
    return after;
  }

  // The whole document: nobody written down is missing in the counts, which are never made less.
  document() {
    const present = this.present();
    const said = { ...this.said, attendees: this.lines };
    said.heads = atLeast(said.heads, present.length);
    said.turns = { ...said.turns };
    for (const topic of said.topics || []) {
      const learnt = present.filter(({ marks }) => learns(marks, topic)).length;
      if (learnt) said.turns[topic] = atLeast(said.turns[topic], learnt);
    }
    const first = present.filter((line) => line.first_time).length;
    if (first) said.first_time = atLeast(said.first_time, first);
    return said;
  }
}

function learns(marks, topic) {
  return Object.keys(marks || {}).some((skill) => skill.split("/")[0] === topic);
}

function atLeast(count, least) {
  return Number.isInteger(count) && count > least ? count : least;
}
