// Signing out on a phone others use too: what waits is sent first, then all of the person's goes.
// With `data-leave="keep"` what could not be sent stays, for her alone.

import { holder } from "./holder.js";
import { logs } from "./logrows.js";
import { photoKeeper, sendLogs } from "./logsending.js";
import { sendNow } from "./outbox.js";
import { handIn } from "./placing.js";
import { change } from "./store.js";
import { held } from "./things.js";
import { fillIn } from "./words.js";

const LEAVING_TRIES = 20;
const LEAVING_PAUSE = 300;

function heldFor(mine) {
  return (row) => Boolean(mine) && (row.who === mine || row.who === "!" + mine);
}

async function countLeft() {
  const { own, aside } = await held();
  const { rows, photos } = await logs();
  const written = await change(async ({ kv }) => {
    const hers = heldFor(holder(await kv.get("me")));
    return (await kv.all()).filter((row) => row.unsent === "words" && hers(row));
  });
  return own.length + aside.length + written.length + rows.filter((row) => row.unsent).length + photos.length;
}

// Another tab, or this page itself, may be sending already.
async function untilDone(send) {
  for (let tries = 0; tries < LEAVING_TRIES && (await send()) === "busy"; tries += 1) {
    await new Promise((done) => setTimeout(done, LEAVING_PAUSE));
  }
}

async function sendBeforeLeaving() {
  await untilDone(sendNow);
  await untilDone(sendLogs);
  const keeper = (await logs()).photos.length && (await photoKeeper());
  if (keeper) await untilDone(keeper.send);
  await handIn();
}

async function forgetHer() {
  await change(async ({ events, progress, kv }) => {
    const hers = heldFor(holder(await kv.get("me")));
    for (const row of await events.all()) if (hers(row)) await events.drop(row.id);
    for (const table of [progress, kv]) {
      for (const row of await table.all()) if (hers(row)) await table.drop(row.key);
    }
    await kv.drop("me");
  });
}

export function startLeaving() {
  const form = document.querySelector("form[data-leave]");
  if (!form) return;
  const note = document.querySelector("[data-left]");
  let warned = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    if (!warned) await sendBeforeLeaving();
    const keeps = form.dataset.leave === "keep";
    const left = warned || keeps ? 0 : await countLeft();
    if (left) {
      warned = true;
      fillIn(note, left);
      button.disabled = false;
      return;
    }
    if (!keeps) await forgetHer();
    form.submit();
  });
}
