// At the end of a lesson that is done one may say how useful it was; only then comes what asks.

import { holder } from "./holder.js";
import { change } from "./store.js";

let isAsked = false;

async function askHow() {
  const box = document.querySelector("[data-feel]");
  if (!box || isAsked) return;
  const { course, step } = document.querySelector("[data-step]").dataset;
  const row = await change(async ({ kv, progress }) => progress.get(holder(await kv.get("me")) + "/" + course));
  if (isAsked || !row || !row.done || !row.done[step]) return;
  isAsked = true;
  // Without a line it may come with what happens next.
  await import(box.dataset.feel).catch(() => (isAsked = false));
}

for (const name of ["hocso:kept", "hocso:me"]) document.addEventListener(name, askHow);
askHow();
