// The piece of a page about the PIN, from the phone where it is kept with the form, or from the province.

const LOCK_ADDRESS = "/buoi/khoa/";

let lockPart = null;

async function lockPage() {
  const here = window.caches && (await caches.match(LOCK_ADDRESS));
  const answer = here || (await fetch(LOCK_ADDRESS).catch(() => null));
  return new DOMParser().parseFromString(answer && answer.ok ? await answer.text() : "", "text/html");
}

// A copy of what is called so in it, or null where it cannot be had now.
export async function partOfLock(name) {
  lockPart = lockPart || lockPage();
  const template = (await lockPart).querySelector('template[data-part-of-lock="' + name + '"]');
  if (!template) lockPart = null;
  return template && document.importNode(template.content.firstElementChild, true);
}

// What is wrong with these signs, said at the field; "" takes it away.
export function sayWrong(field, words) {
  const line = field.querySelector("[data-error]");
  line.hidden = !words;
  line.querySelector("[data-message]").textContent = words;
  field.classList.toggle("has-error", Boolean(words));
  const input = field.querySelector("input");
  if (words) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  if (words) input.focus();
}

export function isPin(signs) {
  return /^[0-9]{4,6}$/.test(signs);
}
