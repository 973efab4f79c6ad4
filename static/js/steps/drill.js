// A drill: find the signs of a scam, then get out of its story; every tap explains itself.

import { focusPanel, onDock, showPanel } from "../lib/panels.js";
import { afterRun, standingOf, today, written } from "../lib/repeating.js";
import { change } from "../lib/store.js";
import { fillIn } from "../lib/words.js";

export const drillStep = { start: startDrill };

function startDrill(step) {
  const root = document.querySelector("[data-drill]");
  const looking = root.querySelector("[data-look-for]");
  const parts = Array.from(root.querySelectorAll("[data-part]"));
  const turns = Array.from(root.querySelectorAll("[data-turn]"));
  const helper = document.querySelector("[data-do=hint]");
  const signs = parts.filter((part) => "sign" in part.dataset);
  let hints = 0;
  let choices = [];
  let next = 0;
  let answered = false;

  function missing() {
    return signs.filter((sign) => !sign.classList.contains("found"));
  }

  function drawTally() {
    const tally = root.querySelector("[data-tally]");
    fillIn(tally, signs.length - missing().length, signs.length);
  }

  function tag(part, name) {
    if (part.querySelector(".tag")) return;
    const made = document.querySelector("[data-tag=" + name + "]").content.cloneNode(true);
    if (name === "sign") made.querySelector("span span").textContent = part.dataset.sign;
    part.append(made);
  }

  function tapPart(part) {
    const isSign = signs.includes(part);
    part.classList.remove("pulse");
    part.classList.add(isSign ? "found" : "fine");
    tag(part, isSign ? "sign" : "fine");
    drawTally();
    if (!isSign) {
      const usual = document.querySelector("[data-panel=fine] [data-said]").dataset.words;
      showPanel("fine", part.dataset.said || usual);
    } else if (missing().length) {
      showPanel("sign", part.dataset.said);
    } else {
      showPanel("all", part.dataset.said);
      focusPanel();
    }
  }

  function hint() {
    const sign = missing()[0];
    hints += 1;
    sign.classList.add("pulse");
    showPanel("hint");
    sign.focus();
  }

  function showTurn(number) {
    answered = false;
    looking.hidden = true;
    helper.hidden = true;
    turns.forEach((turn, place) => {
      turn.hidden = place !== number;
    });
    showPanel("main");
    turns[number].querySelector("[data-says]").focus();
  }

  function story() {
    choices = [];
    for (const option of root.querySelectorAll(".opt")) option.classList.remove("right", "wrong");
    showTurn(0);
  }

  async function choose(option) {
    // What is said of an answer must be read first.
    if (answered) return;
    answered = true;
    const { end, choice, said, turnNo } = option.dataset;
    choices.push(Number(choice));
    if (!end) {
      next = Number(turnNo) - 1;
      showPanel("on", said);
    } else {
      await finish(end === "safe");
      option.classList.add(end === "safe" ? "right" : "wrong");
      showPanel(end, said);
    }
    focusPanel();
  }

  async function finish(right) {
    const found = signs.map((sign) => Number(sign.dataset.part));
    await step.record("answered", { signs: found, hints, choices }, right);
    const stands = "preview" in step.place ? null : await note(right);
    const again = document.querySelector("[data-again]");
    again.hidden = !stands;
    if (stands) fillIn(again, written(stands.due_on));
  }

  async function note(right) {
    const { course, step: uid } = step.place;
    const key = (await step.who()) + "/" + course;
    return change(async ({ progress }) => {
      const row = await progress.get(key);
      const stands = row && afterRun(standingOf(row, uid), today(), { right, clean: right && !hints });
      if (!stands) return null;
      const title = root.parentElement.querySelector("h1").textContent;
      await progress.put({ ...row, drills: { ...row.drills, [uid]: { ...stands, title } } });
      return stands;
    });
  }

  function restart() {
    hints = 0;
    for (const part of parts) {
      part.classList.remove("found", "fine", "pulse");
      const mark = part.querySelector(".tag");
      if (mark) mark.remove();
    }
    for (const turn of turns) turn.hidden = true;
    looking.hidden = false;
    helper.hidden = false;
    drawTally();
    showPanel("main");
    root.parentElement.querySelector("h1").focus();
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("part" in button.dataset) tapPart(button);
    else choose(button);
  });

  onDock({
    hint,
    back: () => showPanel("main"),
    story,
    onward: () => showTurn(next),
    retry: story,
    restart,
  });
  drawTally();
}
