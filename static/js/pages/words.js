// A sheet that says what a hard word means: read by a person where one did, else by the phone's own
// voice where it knows Vietnamese, else only shown.

import { remembered } from "../lib/looks.js";

const SLOW_WORDS = 0.75;
const sheet = document.querySelector("[data-words-sheet]");
const again = sheet.querySelector("[data-say]");
const clip = new Audio();
let told = null;

// One that lies on the phone before one that needs a network.
function voiceOfPhone() {
  if (!window.speechSynthesis) return null;
  const own = speechSynthesis.getVoices().filter((voice) => /^vi\b/i.test(voice.lang));
  return own.find((voice) => voice.localService) || (navigator.onLine && own[0]) || null;
}

function hush() {
  clip.pause();
  if (window.speechSynthesis) speechSynthesis.cancel();
}

function pace() {
  return remembered("pace") === "slow" ? SLOW_WORDS : 1;
}

function speak() {
  const voice = voiceOfPhone();
  again.hidden = !voice;
  if (!voice) return;
  const words = new SpeechSynthesisUtterance(told.textContent);
  Object.assign(words, { voice, lang: voice.lang, rate: pace() });
  speechSynthesis.speak(words);
}

function say() {
  hush();
  // A step read aloud would speak into it.
  for (const other of document.querySelectorAll("audio")) other.pause();
  if (!told.dataset.clip) {
    speak();
    return;
  }
  again.hidden = false;
  clip.src = told.dataset.clip;
  clip.defaultPlaybackRate = pace();
  clip.playbackRate = clip.defaultPlaybackRate;
  clip.play().catch((refused) => refused.name !== "AbortError" && speak());
}

function tell(word) {
  for (const one of sheet.querySelectorAll("[data-told]")) {
    one.hidden = one.dataset.told !== word.dataset.word;
    if (!one.hidden) told = one;
  }
  if (!sheet.open) {
    if (sheet.showModal) sheet.showModal();
    else sheet.setAttribute("open", "");
  }
  say();
}

function shut() {
  if (sheet.close) sheet.close();
  else sheet.removeAttribute("open");
  hush();
}

sheet.addEventListener("tell", (event) => tell(event.detail));
sheet.addEventListener("close", hush);
sheet.addEventListener("click", (event) => {
  if (event.target === sheet || event.target.closest("[data-shut]")) shut();
  if (event.target.closest("[data-say]")) say();
});
// Voices of a phone are known a moment after they are asked for.
if (window.speechSynthesis) speechSynthesis.onvoiceschanged = () => told && sheet.open && again.hidden && say();
