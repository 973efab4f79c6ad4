// The answers of a placement check, kept on the phone for one person until the province has marked
// them. Those handed in are `unsent`: they outlast a sign-out, for her alone.

import { ownKey, token, who } from "./holder.js";
import { json } from "./me.js";
import { change } from "./store.js";

export const PLACEMENT = "/api/v1/placement/";

export async function readAnswers() {
  const mine = await who();
  return change(({ kv }) => kv.get(ownKey("placement", mine)));
}

// With nothing to keep, forgets.
export async function keepAnswers(kept) {
  const mine = await who();
  const key = ownKey("placement", mine);
  return change(({ kv }) => (kept ? kv.put({ ...kept, key, who: mine }) : kv.drop(key)));
}

// Hand in what waits: "nothing", "marked" with where the result stands, "refused" and why, "signin"
// or "waiting" for a network.
export async function handIn() {
  const kept = await readAnswers();
  if (!kept || !kept.unsent) return { state: "nothing" };
  const { status, body } = await json(PLACEMENT, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(inOrder(kept)),
  });
  if (status === 401) return { state: "signin" };
  if (status === 200 && body) {
    await forget();
    return { state: "marked", url: body.url };
  }
  if (body && body.message && status !== 403 && status < 500) {
    await forget();
    return { state: "refused", why: body.message };
  }
  return { state: "waiting" };
}

async function forget() {
  await keepAnswers(null);
  document.dispatchEvent(new Event("hocso:sent"));
}

function inOrder({ id, seal, answers, count }) {
  const names = Array.from({ length: count }, (_, place) => "q" + (place + 1));
  return { id, seal, answers: names.map((name) => answers[name] || []) };
}
