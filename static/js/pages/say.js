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
const views = Array.from(root.querySelectorAll("[data-view]"));
// What the page asks next: the address says it after the step, as in #step/loi/2, so that the
// phone's own way back goes back one question.
const CHOICE = "viec";
let chosenStep = null;
let isFilled = false;

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

// In the question in sight; says whether something is wrong.
function complainOf(name, words) {
  const shown = formOf(name).querySelector("section:not([hidden])");
  const error = shown.querySelector("[data-error]");
  if (error) {
    error.hidden = !words;
    error.querySelector("span").textContent = words;
    error.parentElement.classList.toggle("has-error", Boolean(words));
  }
  return Boolean(words);
}

function noneOf(view) {
  return root.querySelector('[data-view="' + view + '"] [data-error] span').dataset.none;
}

function addressOf(...ways) {
  return "#" + [chosenStep.uid, ...ways].join("/");
}

// What is told stands at the end of its form; opened anew, the form begins.
function viewOf(way, part) {
  if (!chosenStep) return "";
  const view = part ? way + "/" + part : way || CHOICE;
  const found = views.find((one) => one.dataset.view === view);
  if (!found || (part && !isFilled)) return views.some((one) => one.dataset.view === way) ? way : CHOICE;
  return part === "3" && !found.querySelector("[data-said]").textContent ? way : view;
}

function showStep(link) {
  const isOther = !link || !chosenStep || link.dataset.uid !== chosenStep.uid;
  chosenStep = link ? link.dataset : null;
  const line = root.querySelector("[data-place]");
  line.textContent = link ? link.querySelector("span").textContent : line.dataset.courseTitle;
  if (!link) return;
  root.querySelector("[data-to-step]").href = "/hoc/" + root.dataset.edition + "/" + chosenStep.uid + "/";
  for (const one of root.querySelectorAll("[data-of]")) one.hidden = one.dataset.of !== chosenStep.kind;
  for (const one of root.querySelectorAll("[data-go]")) one.href = addressOf(one.dataset.go);
  if (isOther) isFilled = false;
}

async function showView(event) {
  const [uid, way, part] = location.hash.slice(1).split("/");
  showStep(root.querySelector('[data-uid="' + CSS.escape(uid) + '"]'));
  const view = viewOf(way, part);
  if (chosenStep && !isFilled) await fillForms();
  const [form, at] = view.split("/");
  for (const one of root.querySelectorAll("[data-way]")) one.hidden = one.dataset.way !== form;
  for (const one of views) one.hidden = one.dataset.view !== view;
  root.querySelector("[data-after]").hidden = at !== "3";
  const back = { "": root.dataset.courseUrl, [CHOICE]: root.querySelector("[data-to-step]").href };
  document.querySelector(".top a").href = view in back ? back[view] : at === "2" ? addressOf(form) : addressOf();
  if (!event) return;
  scrollTo(0, 0);
  root.querySelector("[data-view]:not([hidden]) h1").focus();
}

async function fillForms() {
  isFilled = true;
  for (const one of root.querySelectorAll("form")) one.reset();
  for (const one of root.querySelectorAll("[data-said]")) one.textContent = "";
  for (const one of root.querySelectorAll(".has-error")) one.classList.remove("has-error");
  for (const one of root.querySelectorAll("[data-error]")) one.hidden = true;
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
  for (const one of root.querySelectorAll("[data-undo]")) one.hidden = !(faulty && faulty.reason);
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

// Kept on the phone, or why not; `told` says which of its headings the end has.
async function sendSaying(name, payload, kept, { also, told = 0 } = {}) {
  const mine = formOf(name);
  const key = await draftOf(name);
  try {
    await tell(place(), name, payload, async (tables, event) => {
      await tables.kv.put({ key, who: event.who, id: event.id, ...kept });
      if (also) await also(tables, event);
    });
  } catch (refused) {
    mine.querySelector("[data-said]").textContent = root.dataset.failed;
    complainOf(name, root.dataset.failed);
    return false;
  }
  const signedIn = await isSignedIn();
  mine.querySelector("[data-said]").textContent = signedIn ? root.dataset.sending : root.dataset.signin;
  root.querySelector("p[data-signin]").hidden = signedIn;
  const heading = mine.querySelector("[data-told]");
  heading.textContent = heading.dataset.told.split("|")[told];
  // Going back from here asks nothing twice.
  history.replaceState(null, "", addressOf(mine.dataset.way, "3"));
  isFilled = true;
  await showView(true);
  // Asked anew, it begins with what is kept now.
  isFilled = false;
  return true;
}

function go(way, part) {
  location.hash = addressOf(way, part);
}

async function sendFault(event) {
  event.preventDefault();
  const mine = formOf("faulty");
  const chosen = mine.querySelector("input:checked");
  if (!mine.querySelector('[data-view="loi"]').hidden) {
    if (!complainOf("faulty", chosen ? "" : noneOf("loi"))) return go("loi", "2");
    return mine.querySelector("label:not([hidden]) input").focus();
  }
  const text = mine.elements.text.value.trim();
  const isUntold = chosen.value === "other" && !text;
  if (complainOf("faulty", isUntold ? noneOf("loi/2") : "")) return mine.elements.text.focus();
  const said = { reason: chosen.value, text };
  if (await sendSaying("faulty", said, said)) root.querySelector('[data-view="loi/3"] [data-undo]').hidden = false;
}

async function undoFault() {
  const nothing = { reason: "", text: "" };
  if (!(await sendSaying("faulty", nothing, nothing, { told: 1 }))) return;
  for (const one of root.querySelectorAll("[data-undo]")) one.hidden = true;
}

async function hashOf(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sendQuestion(event) {
  event.preventDefault();
  const mine = formOf("asked");
  await recorder.end();
  const text = mine.elements.text.value.trim();
  const { take } = recorder;
  if (!mine.querySelector('[data-view="hoi"]').hidden) {
    if (!complainOf("asked", text || take ? "" : noneOf("hoi"))) return go("hoi", "2");
    return mine.elements.text.focus();
  }
  const payload = { to: mine.querySelector("input:checked").value, text };
  if (take) payload.voice = { sha256: await hashOf(take.bytes), size: take.bytes.byteLength };
  const also = async ({ kv }, asked) => {
    for (const row of await kv.all()) {
      const isSame = row.unsent === "voice" && row.who === asked.who && row.edition === asked.edition;
      if (isSame && row.step === asked.step) await kv.drop(row.key);
    }
    if (take) await kv.put(voiceRow(asked, { bytes: take.bytes, seconds: take.seconds, sha256: payload.voice.sha256 }));
  };
  await sendSaying("asked", payload, { to: payload.to, text }, { also });
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
  if (state === "recorded") complainOf("asked", "");
}

const recorder = new Recorder(drawTake);

function startSaying() {
  formOf("faulty").addEventListener("submit", sendFault);
  for (const one of root.querySelectorAll("[data-undo]")) one.addEventListener("click", undoFault);
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
  root.dataset.courseUrl = root.querySelector("[data-to-step]").getAttribute("href");
  addEventListener("hashchange", showView);
  sendAfter("me");
  showView();
}

startSaying();
