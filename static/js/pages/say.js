// Asking about a step, or telling what is wrong with it; kept on the phone and sent like what is learnt.

import "../lib/frame.js";
import { ownKey, who } from "../lib/holder.js";
import { Recorder, canRecord } from "../lib/recorder.js";
import { sendAfter } from "../lib/sendafter.js";
import { change } from "../lib/store.js";
import { isSignedIn, tell } from "../lib/telling.js";
import { voiceRow } from "../lib/voicerows.js";
import { filled } from "../lib/words.js";

const root = document.querySelector("[data-say]");
let chosenStep = null;

function formOf(name) {
  return root.querySelector('[data-form="' + name + '"]');
}

function place() {
  const { edition, editionNumber, course } = root.dataset;
  return { edition, editionNumber, course, step: chosenStep.uid, what: chosenStep.what };
}

async function draftOf(name) {
  return ownKey(name + "/" + root.dataset.edition + "/" + chosenStep.uid, await who());
}

function complainOf(of, words) {
  const error = of.querySelector("[data-error]");
  error.hidden = !words;
  error.querySelector("span").textContent = words;
  error.closest(".field").classList.toggle("has-error", Boolean(words));
}

async function showStep() {
  const link = root.querySelector('[data-uid="' + CSS.escape(location.hash.slice(1)) + '"]');
  chosenStep = link ? link.dataset : null;
  root.querySelector("[data-steps]").hidden = Boolean(chosenStep);
  root.querySelector("[data-forms]").hidden = !chosenStep;
  const back = root.querySelector("[data-to-step]");
  back.hidden = !chosenStep;
  const heading = root.querySelector("[data-heading]");
  heading.textContent = chosenStep ? link.querySelector("span").textContent : root.dataset.unknown;
  if (!chosenStep) return;
  back.href = "/hoc/" + root.dataset.edition + "/" + chosenStep.uid + "/";
  document.querySelector(".top a").href = back.href;
  for (const one of root.querySelectorAll("[data-of]")) one.hidden = one.dataset.of !== chosenStep.kind;
  for (const one of root.querySelectorAll("form")) one.reset();
  for (const one of root.querySelectorAll("[data-said]")) one.textContent = "";
  // A take is of the step it was spoken at.
  drawTake("dropped");
  await fillBefore();
}

// What was said before is there to be changed.
async function fillBefore() {
  const keys = { faulty: await draftOf("faulty"), asked: await draftOf("asked") };
  const before = await change(async ({ kv }) => {
    const asked = await kv.get(keys.asked);
    const voiced = (await kv.all()).find((row) => row.unsent === "voice" && asked && row.id === asked.id);
    return { faulty: await kv.get(keys.faulty), asked, voiced };
  });
  const { faulty, asked, voiced } = before;
  formOf("faulty").querySelector("[data-undo]").hidden = !(faulty && faulty.reason);
  if (faulty) formOf("faulty").elements.text.value = faulty.text;
  for (const one of formOf("faulty").querySelectorAll("input")) one.checked = Boolean(faulty) && one.value === faulty.reason;
  if (asked) formOf("asked").elements.text.value = asked.text;
  // What is sent anew takes the place of the sound, too, so that goes with it unless it is dropped.
  if (voiced) {
    recorder.take = voiced;
    drawTake("recorded", voiced.seconds);
  }
  for (const one of formOf("asked").querySelectorAll("input")) one.checked = asked ? one.value === asked.to : one.value === "team";
}

async function sendSaying(name, payload, kept, also) {
  const said = formOf(name).querySelector("[data-said]");
  const key = await draftOf(name);
  try {
    await tell(place(), name, payload, async (tables, event) => {
      await tables.kv.put({ key, who: event.who, id: event.id, ...kept });
      if (also) await also(tables, event);
    });
  } catch (refused) {
    said.textContent = root.dataset.failed;
    return false;
  }
  const signedIn = await isSignedIn();
  said.textContent = signedIn ? root.dataset.sending : root.dataset.signin;
  root.querySelector("p[data-signin]").hidden = signedIn;
  return true;
}

async function sendFault(event) {
  event.preventDefault();
  const mine = formOf("faulty");
  const words = mine.querySelector("[data-error] span").dataset;
  const chosen = mine.querySelector("input:checked");
  const text = mine.elements.text.value.trim();
  const wrong = !chosen ? words.none : chosen.value === "other" && !text ? words.wordsMissing : "";
  complainOf(mine, wrong);
  if (wrong) return mine.querySelector(chosen ? "textarea" : "label:not([hidden]) input").focus();
  const told = { reason: chosen.value, text };
  if (await sendSaying("faulty", told, told)) mine.querySelector("[data-undo]").hidden = false;
}

async function undoFault() {
  const nothing = { reason: "", text: "" };
  if (!(await sendSaying("faulty", nothing, nothing))) return;
  const mine = formOf("faulty");
  mine.reset();
  mine.querySelector("[data-undo]").hidden = true;
  mine.querySelector("[data-said]").textContent = root.dataset.back;
  mine.querySelector("h2").tabIndex = -1;
  mine.querySelector("h2").focus();
}

async function hashOf(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sendQuestion(event) {
  event.preventDefault();
  const mine = formOf("asked");
  recorder.end();
  const text = mine.elements.text.value.trim();
  const { take } = recorder;
  const wrong = text || take ? "" : mine.querySelector("[data-error] span").dataset.none;
  complainOf(mine, wrong);
  if (wrong) return mine.elements.text.focus();
  const payload = { to: mine.querySelector("input:checked").value, text };
  if (take) payload.voice = { sha256: await hashOf(take.bytes), size: take.bytes.byteLength };
  const also = async ({ kv }, asked) => {
    for (const row of await kv.all()) {
      const isSame = row.unsent === "voice" && row.who === asked.who && row.edition === asked.edition;
      if (isSame && row.step === asked.step) await kv.drop(row.key);
    }
    if (take) await kv.put(voiceRow(asked, { bytes: take.bytes, seconds: take.seconds, sha256: payload.voice.sha256 }));
  };
  if (await sendSaying("asked", payload, { to: payload.to, text }, also)) drawTake("dropped");
}

const voice = root.querySelector("[data-voice]");
const voiceWords = voice.dataset.words.split("|");

function drawTake(state, seconds = 0) {
  const button = voice.querySelector("[data-record]");
  const isOn = state === "recording";
  button.setAttribute("aria-pressed", String(isOn));
  button.querySelector("span").textContent = voiceWords[isOn ? 1 : 0];
  const said = { recording: 2, recorded: 3, refused: 4, silent: 5 }[state];
  const words = said ? filled(voiceWords[said], seconds) : "";
  const line = voice.querySelector("[data-recorded]");
  if (line.textContent !== words) line.textContent = words;
  voice.querySelector("[data-take]").hidden = state !== "recorded";
  if (state === "dropped") recorder.drop();
  if (state === "recorded") complainOf(formOf("asked"), "");
}

const recorder = new Recorder(drawTake);

function startSaying() {
  formOf("faulty").addEventListener("submit", sendFault);
  formOf("faulty").querySelector("[data-undo]").addEventListener("click", undoFault);
  formOf("asked").addEventListener("submit", sendQuestion);
  voice.hidden = !canRecord() || !crypto.subtle;
  voice.querySelector("[data-record]").addEventListener("click", () => {
    if (recorder.running) recorder.end();
    else recorder.begin().catch(() => drawTake("refused"));
  });
  voice.querySelector("[data-play]").addEventListener("click", () => recorder.play().catch(() => drawTake("silent")));
  voice.querySelector("[data-drop]").addEventListener("click", () => {
    drawTake("dropped");
    voice.querySelector("[data-record]").focus();
  });
  addEventListener("hashchange", showStep);
  sendAfter("me");
  showStep();
}

startSaying();
