// "Was it of use?" at a lesson's end: three faces, then one reason for who wants to give one.

import { holder, ownKey } from "../lib/holder.js";
import { change } from "../lib/store.js";
import { tell } from "../lib/telling.js";
import { worded } from "../lib/words.js";

const box = document.querySelector("[data-feel]");
const said = box.querySelector("[role=status]");
let felt = { face: "", reason: "" };

function feltKey(mine) {
  const { edition, step } = document.querySelector("[data-step]").dataset;
  return ownKey("felt/" + edition + "/" + step, mine);
}

function press(group, value) {
  for (const button of box.querySelectorAll("[data-" + group + "]")) {
    button.setAttribute("aria-pressed", String(button.dataset[group] === value));
  }
}

function drawFelt() {
  press("face", felt.face);
  press("reason", felt.reason);
  for (const reason of box.querySelectorAll("[data-for]")) {
    reason.hidden = !reason.dataset.for.split(" ").includes(felt.face);
  }
  box.querySelector("[data-reasons]").hidden = !felt.face;
}

// The same again takes it back.
async function feel(changed) {
  const before = felt;
  felt = changed.face === undefined ? { ...felt, ...changed } : { face: changed.face, reason: "" };
  drawFelt();
  const { dataset } = document.querySelector("[data-step]");
  try {
    await tell({ ...dataset, course: dataset.course }, "felt", felt, ({ kv }, { who, id }) =>
      kv.put({ key: feltKey(who), who, id, ...felt }),
    );
    said.textContent = worded(said, felt.face ? 0 : 1);
  } catch (refused) {
    felt = before;
    drawFelt();
    said.textContent = worded(said, 2);
  }
}

// What she said before is there to be changed.
async function fillBefore() {
  const row = await change(async ({ kv }) => kv.get(feltKey(holder(await kv.get("me")))));
  felt = row ? { face: row.face, reason: row.reason } : { face: "", reason: "" };
  drawFelt();
  box.hidden = false;
}

async function startFeeling() {
  // Somebody else may turn out to be learning here.
  document.addEventListener("hocso:me", fillBefore);
  await fillBefore();
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { face, reason } = button.dataset;
    if (face) feel({ face: face === felt.face ? "" : face });
    if (reason) feel({ reason: reason === felt.reason ? "" : reason });
  });
}

startFeeling();
