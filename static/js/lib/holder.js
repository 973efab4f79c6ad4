// Whose what happens here is.
//
// A phone is shared. Every event and every row of progress is held for one person: a public id,
// "" while signed out, or "?…" while a new sign-in has not been answered yet. What was done signed
// out belongs to the first person who then signs in; so does what was done under a sign-in that
// ended unanswered, and until then it is shown to nobody. The token of the forms changes at every
// sign-in and sign-out, so the page knows without asking whether the last answer still holds.

import { kept } from "./store.js";

// In production the cookie has the prefix that binds it to this very host.
export function token() {
  const found = /(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie);
  return found ? found[1] : "";
}

export function jar() {
  return token().slice(-8);
}

// Who what happens now is held for.
export function holder(me) {
  const now = jar();
  if (!now) return "";
  if (me && me.jar === now) return me.person ? me.person.id : "";
  return "?" + now;
}

export async function who() {
  return holder(await kept("me"));
}

// The key of what one person has of a thing; such a row names the person in `who` too.
export function ownKey(name, mine) {
  return name + ":" + mine;
}

// Whether a row is of what a phone keeps of a team: its lists, sessions and photos, how the next log begins.
export function isOfTeam({ key }) {
  return /^(team|session|photo|usual)\//.test(key);
}
