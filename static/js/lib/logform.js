// The form of a session: its lists come from what the team's phone knows, and what stands in it is a
// document as the province takes it. What is not a number or a day yet stays as it was written.

import { startCounters } from "./counter.js";
import { dayAgo, two } from "./days.js";
import { filled, worded } from "./words.js";

const A_NUMBER = /^\d{1,5}$/;
const MOST_VENUES = 4;
const USUAL_ACTS = 4;
const DAYS_TOLD = ["today", "yesterday"];

// "2026-11-21" of what a person writes: 21/11/2026, 21-11, 21112026; else as it stands.
export function dayWritten(text) {
  const parts = /^(\d{1,2})[./ -]?(\d{1,2})(?:[./ -]?(\d{4}))?$/.exec(text.trim());
  if (!parts) return text.trim();
  const year = parts[3] || dayAgo(0).slice(0, 4);
  return [year, two(parts[2]), two(parts[1])].join("-");
}

// "19:30" of 19h30, 19.30, 1930 or 19; else as it stands.
export function hourWritten(text) {
  const parts = /^(\d{1,2})(?:[h:. ]?(\d{2})?)$/.exec(text.trim());
  return parts ? two(parts[1]) + ":" + (parts[2] || "00") : text.trim();
}

export function dayShown(iso) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso || "");
  return parts ? parts[3] + "/" + parts[2] + "/" + parts[1] : iso || "";
}

// How many minutes of the day "19:30" is after midnight.
export function minutesOf(hour) {
  return Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3));
}

function number(text) {
  return A_NUMBER.test(text) ? Number(text) : text;
}

// With the codes that are not offered any more; `name` stands for those nobody can name.
function withGone(offered, codes, name) {
  const known = offered.map(({ code }) => code);
  const gone = (codes || []).filter((code) => !known.includes(code));
  return offered.concat(gone.map((code) => ({ code, name: name || code })));
}

// How many are written down one by one, on the page beside this one (pages/attend.js).
export function presentIn({ names, attendees }) {
  return (names || []).length + (attendees || []).filter(({ gone }) => !gone).length;
}

export class LogForm {
  constructor(form, team) {
    this.form = form;
    this.team = team;
    this.words = form.dataset;
  }

  find(name) {
    return this.form.querySelector("[data-" + name + "]");
  }

  copy(name) {
    return this.find(name).content.firstElementChild.cloneNode(true);
  }

  all(name) {
    return Array.from(this.form.querySelectorAll('[name="' + name + '"]'));
  }

  // The first lists, then what the document says.
  draw(said, usual) {
    const { photos, photos_agreed, gps } = said;
    this.more = { photos, photos_agreed, gps };
    const last = (usual && usual.topics) || [];
    const first = ({ code }) => (last.includes(code) ? 0 : 1);
    const topics = this.listed("topics", said.topics).sort((a, b) => first(a) - first(b));
    this.ticks("topics", topics, "checkbox");
    this.ticks("venue_kind", this.listed("venue_kinds", said.venue_kind && [said.venue_kind]), "radio");
    this.ticks("type", this.listed("types"), "radio");
    this.ticks("difficulties", this.listed("difficulties", said.difficulties), "checkbox");
    this.ticks("helpers", this.people(said.helpers), "checkbox");
    this.counts("parts", "", this.parts());
    this.counts("heads", "", [{ code: "heads", name: this.words.heads }]);
    this.find("list=heads").querySelector("label").parentElement.className = "wide h2";
    this.acts(said.acts || {});
    this.venues();
    this.fill(said);
    this.turns(said.turns || {});
  }

  // What the province offers, and what the document says already even if it is retired.
  listed(name, codes = []) {
    return withGone(this.team[name] || [], codes);
  }

  // The members, and whoever took part and has left since: the phone has no name of hers any more.
  people(ids = []) {
    const members = this.team.members.map(({ id, name }) => ({ code: id, name }));
    return withGone(members, ids, this.words.left);
  }

  ticks(name, entries, type) {
    const box = this.find("list=" + name);
    box.textContent = "";
    for (const entry of entries) {
      const row = this.copy("tick");
      const input = row.querySelector("input");
      Object.assign(input, { name, type, value: entry.code });
      row.querySelector("span").textContent = entry.name;
      box.append(row);
    }
  }

  // Counters whose inputs are named by `before` and the code.
  counts(list, before, entries) {
    const box = this.find("list=" + list);
    box.textContent = "";
    for (const entry of entries) {
      const row = this.copy("count");
      const input = row.querySelector("input");
      const label = row.querySelector("label");
      const hint = row.querySelector("[data-hint]");
      input.name = before + entry.code;
      input.id = label.htmlFor = "so-" + input.name;
      row.dataset.field = input.name;
      label.textContent = entry.name;
      hint.textContent = entry.hint || "";
      hint.hidden = !entry.hint;
      for (const button of row.querySelectorAll("[data-by]")) {
        button.setAttribute("aria-label", filled(button.dataset.words, entry.name));
      }
      box.append(row);
    }
    startCounters(box);
  }

  // What the team had lately and what this log says; the rest folded, until something is counted there.
  acts(said) {
    const usual = this.team.usual_outcomes || USUAL_ACTS;
    const all = this.listed("outcomes", Object.keys(said));
    const isFirst = ({ code }, nth) => nth < usual || said[code];
    this.counts("acts", "act_", all.filter(isFirst));
    this.counts("more", "act_", all.filter((one, nth) => !isFirst(one, nth)));
    const more = this.find("list=more");
    const fold = more.parentElement;
    fold.hidden = !more.children.length;
    fold.addEventListener("toggle", () => {
      if (fold.open) return;
      const counted = Array.from(more.children).filter((row) => row.querySelector("input").value > 0);
      this.find("list=acts").append(...counted);
      fold.hidden = !more.children.length;
    });
  }

  // One line for each topic that is ticked; what stood there stays.
  turns(said) {
    const codes = this.chosen("topics");
    const chosen = this.listed("topics", codes).filter(({ code }) => codes.includes(code));
    this.counts("turns", "turn_", chosen);
    for (const { code } of chosen) {
      const count = said[code];
      if (count !== undefined) this.all("turn_" + code)[0].value = count;
    }
    const all = this.find("list=turns").querySelectorAll("[data-everybody]");
    for (const button of all) button.dataset.for = button.closest("[data-field]").dataset.field;
    this.drawTurns();
  }

  // "Cả 18 người" beside each, and their sum.
  drawTurns() {
    const heads = number(this.value("heads"));
    for (const button of this.find("list=turns").querySelectorAll("[data-everybody]")) {
      button.hidden = !(heads > 0) || this.value(button.dataset.for) === String(heads);
      button.textContent = filled(button.dataset.words, heads);
      const { textContent: topic } = button.closest("[data-field]").querySelector("label");
      button.setAttribute("aria-label", button.textContent + ": " + topic);
    }
    const turns = Object.values(this.read().turns).filter(Number.isInteger);
    this.find("sum").hidden = !turns.length;
    this.find("sum").querySelector("b").textContent = turns.reduce((sum, one) => sum + one, 0);
  }

  venues() {
    const box = this.find("venues");
    box.textContent = "";
    for (const venue of (this.team.venues || []).slice(0, MOST_VENUES)) {
      const button = this.copy("venue");
      button.textContent = venue;
      box.append(button);
    }
    box.hidden = !box.children.length;
  }

  value(name) {
    const [input] = this.all(name);
    return input ? input.value.trim() : "";
  }

  ticked(name) {
    return this.all(name).filter((input) => input.checked);
  }

  chosen(name) {
    return this.ticked(name).map((input) => input.value);
  }

  // The counts that were given, by what follows `before` in their names.
  counted(before) {
    const found = {};
    for (const input of this.form.querySelectorAll('input[name^="' + before + '"]')) {
      const text = input.value.trim();
      if (text) found[input.name.slice(before.length)] = number(text);
    }
    return found;
  }

  read() {
    const said = {
      ...this.beside,
      held_on: this.day(),
      type: this.chosen("type")[0] || "",
      venue: this.value("venue"),
      topics: this.chosen("topics"),
      heads: number(this.value("heads")),
      acts: this.counted("act_"),
      turns: this.counted("turn_"),
      note: this.value("note"),
      household: this.value("household"),
      start_time: hourWritten(this.value("start_time")),
      venue_kind: this.chosen("venue_kind")[0] || "",
      helpers: this.chosen("helpers"),
      difficulties: this.chosen("difficulties"),
      difficulty_note: this.value("difficulty_note"),
      feedback: this.value("feedback"),
      ...this.more,
    };
    const minutes = this.chosen("duration")[0] || "";
    said.duration_min = number(minutes === "other" ? this.value("duration_other") : minutes);
    for (const name of this.partNames()) {
      const text = this.value(name);
      if (text) said[name] = number(text);
    }
    return said;
  }

  // Those who are counted apart among the heads.
  parts() {
    const told = this.words.parts.split("|").map((words) => words.split(":"));
    return told.map(([code, name, hint]) => ({ code, name, hint }));
  }

  partNames() {
    return this.parts().map(({ code }) => code);
  }

  day() {
    const [told] = this.ticked("day");
    return (told && told.dataset.iso) || dayWritten(this.value("held_on"));
  }

  // Which days "today" and "yesterday" are is settled here, and no midnight makes them others.
  putDay(iso) {
    const days = DAYS_TOLD.map((_, nth) => dayAgo(nth));
    for (const [nth, day] of days.entries()) this.all("day")[nth].dataset.iso = day;
    this.tick("day", [DAYS_TOLD[days.indexOf(iso)] || "other"]);
    this.put("held_on", dayShown(iso));
  }

  // After midnight the answer is the same day by its new name; where nothing is written yet, today.
  renameDay(isUntouched) {
    if (this.all("day")[0].dataset.iso === dayAgo(0)) return;
    this.putDay(isUntouched ? dayAgo(0) : this.day());
    this.settle();
  }

  fill(said) {
    this.putDay(said.held_on);
    const ready = this.all("duration").some((input) => input.value === String(said.duration_min));
    this.tick("duration", [ready ? String(said.duration_min) : "other"]);
    this.put("duration_other", ready ? "" : said.duration_min);
    for (const name of ["type", "venue_kind"]) this.tick(name, [said[name]]);
    for (const name of ["topics", "helpers", "difficulties"]) this.tick(name, said[name] || []);
    const texts = ["household", "venue", "start_time", "heads", "note", "difficulty_note", "feedback", ...this.partNames()];
    for (const name of texts) this.put(name, said[name]);
    for (const code of Object.keys(said.acts || {})) this.put("act_" + code, said.acts[code]);
    const { names, attendees, consent_taken, code_nth } = said;
    this.beside = { names, attendees, consent_taken, code_nth };
    const way = this.find("attend").querySelector("[data-words]");
    way.textContent = filled(worded(way, presentIn(said) ? 1 : 0), presentIn(said));
    this.settle();
  }

  put(name, value) {
    const [input] = this.all(name);
    if (input) input.value = value === undefined || value === null ? "" : value;
  }

  tick(name, values) {
    for (const input of this.all(name)) input.checked = values.includes(input.value);
  }

  // Fields that belong to "another" are there only when it is chosen.
  settle() {
    for (const box of this.form.querySelectorAll("[data-when-other]")) {
      box.hidden = this.chosen(box.dataset.whenOther)[0] !== (box.dataset.is || "other");
    }
    const more = ["type", "venue_kind", "helpers"].flatMap((name) =>
      this.ticked(name).map((input) => input.parentElement.textContent.trim()),
    );
    this.find("more-said").textContent = more.join(" · ");
  }
}
