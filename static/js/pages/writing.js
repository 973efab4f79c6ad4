// What a commune writes in its report saves by itself. Without a line the words stay on this machine and
// are in their boxes again when the page is opened; they never go over what somebody else saved.

import "../lib/frame.js";
import { SelfSaved } from "../lib/selfsaved.js";
import { tidied, Unsaved, wordsOf } from "../lib/unsaved.js";
import { sendAfter } from "../lib/sendafter.js";
import { whenSeen } from "../lib/seen.js";
import { fillIn } from "../lib/words.js";

const panel = document.querySelector("[data-unsaved]");
const form = document.querySelector("form[data-selfsave]");

const two = (number) => String(number).padStart(2, "0");

function hourOf(moment) {
  const at = new Date(moment);
  return two(at.getHours()) + ":" + two(at.getMinutes());
}

function part(label, text) {
  const [head, body] = [document.createElement("b"), document.createElement("p")];
  head.textContent = label;
  body.textContent = text;
  body.style.whiteSpace = "pre-line";
  const both = document.createElement("div");
  both.append(head, body);
  return both;
}

// Words of a report that went on without them: to be read and copied, until she says they may go.
async function drawAside(asides) {
  const { rows } = (await asides.read()) || { rows: [] };
  const note = panel.querySelector("[data-aside]");
  note.hidden = !rows.length;
  if (!rows.length) return;
  fillIn(note.querySelector("b"), hourOf(rows[0].at));
  const parts = rows.flatMap(({ labels, words }) =>
    Object.keys(labels)
      .filter((name) => words[name].trim())
      .map((name) => part(labels[name], words[name])),
  );
  note.querySelector("[data-parts]").replaceChildren(...parts);
}

// Of what she wrote, that which the report does not say; where the boxes are shut, all of it.
function missing({ words, labels }) {
  const now = form ? wordsOf(form) : {};
  const isMissing = (name) => tidied(words[name] || "") && tidied(words[name]) !== tidied(now[name] || "");
  return Object.fromEntries(Object.entries(labels).filter(([name]) => isMissing(name)));
}

async function setAside(asides, row) {
  const labels = missing(row);
  if (!Object.keys(labels).length) return;
  const { rows } = (await asides.read()) || { rows: [] };
  await asides.keep({ rows: [...rows, { ...row, labels }] });
}

function putBack(row) {
  for (const [name, said] of Object.entries(row.words)) {
    const field = form.elements[name];
    if (field) field.value = said;
  }
  const back = panel.querySelector("[data-back]");
  fillIn(back.querySelector("b"), hourOf(row.at));
  back.hidden = false;
}

function isAlike(words, others) {
  return Object.keys(others).every((name) => tidied(words[name] || "") === tidied(others[name]));
}

// What an earlier visit left: saved by now, of this very revision, or of a report that has changed since.
async function pickUp(unsaved, asides, saver) {
  const row = await unsaved.read();
  const isSame = row && form && isAlike(row.words, wordsOf(form));
  const isSubmitted = row && !form && row.isHandedIn && "byMe" in panel.dataset;
  if (!row || (isSame && saver.isByHand)) return;
  if (!isSame && form && !saver.isByHand && row.seen === form.elements.seen.value) {
    putBack(row);
    saver.take(row);
    return;
  }
  if (!isSame && !isSubmitted) await setAside(asides, row);
  await unsaved.drop();
}

async function begin() {
  const { unsaved: name, who } = panel.dataset;
  const unsaved = new Unsaved(name, who);
  const asides = new Unsaved(name + "#", who);
  const saver = form && new SelfSaved(form, unsaved);
  if (saver) saver.start();
  if (!saver || !saver.hasBegun) await pickUp(unsaved, asides, saver).catch(() => undefined);
  await drawAside(asides);
  panel.querySelector("[data-drop]").addEventListener("click", async () => {
    await asides.drop();
    await drawAside(asides);
  });
}

sendAfter("me");
if (panel) whenSeen(begin);
