// A question: answer, learn why, answer again as often as one likes.

import { focusPanel, noteMissed, onDock, showPanel } from "../lib/panels.js";

export const questionStep = { start: startQuestion };

function startQuestion(step) {
  const form = document.querySelector("[data-question]");
  const inputs = Array.from(form.querySelectorAll("input"));
  let answered = false;

  function mark(input, name) {
    const option = input.closest(".opt");
    option.classList.add(name);
    const tag = form.querySelector('[data-tag="' + name + '"]').content.cloneNode(true);
    option.append(tag);
  }

  // Only what was chosen and what is right stay, so that everything fits one screen.
  function judge() {
    for (const input of inputs) {
      const right = "right" in input.dataset;
      if (right) mark(input, "right");
      else if (input.checked) mark(input, "wrong");
      else input.closest(".opt").hidden = true;
    }
  }

  // What is said to be right lies on the phone.
  async function answer() {
    const chosen = inputs.filter((input) => input.checked);
    if (!chosen.length) {
      showPanel("none");
      return;
    }
    answered = true;
    for (const input of inputs) input.disabled = true;
    const right = inputs.every((input) => input.checked === "right" in input.dataset);
    await step.record("answered", { answer: chosen.map((input) => input.value) }, right);
    judge();
    if (right) showPanel("right");
    else {
      showPanel("wrong", whyNot(chosen));
      noteMissed();
    }
    focusPanel();
  }

  function whyNot(chosen) {
    const wrong = chosen.find((input) => !("right" in input.dataset) && input.dataset.said);
    const letters = inputs.filter((input) => "right" in input.dataset);
    document.querySelector("[data-letters]").textContent = letters
      .map((input) => input.closest(".opt").querySelector(".k").textContent)
      .join(", ");
    return wrong ? wrong.dataset.said : document.querySelector("[data-explanation]").textContent;
  }

  function retry() {
    answered = false;
    for (const input of inputs) {
      const option = input.closest(".opt");
      option.classList.remove("right", "wrong");
      option.hidden = false;
      const tag = option.querySelector(".tag");
      if (tag) tag.remove();
      input.disabled = false;
      input.checked = false;
    }
    showPanel("main");
    form.querySelector("h1").focus();
  }

  form.addEventListener("change", () => showPanel("main"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!answered) answer();
  });
  onDock({ answer, retry });
}
