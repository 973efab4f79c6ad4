// Many sessions on the list of those logged: only those of one state, each with its number.

const FEW = 5;
const root = document.querySelector("[data-logs]");
const cards = root.querySelector("[data-cards]");
const choices = root.querySelector("[data-filter]");

// A choice that was made is kept when the last of that state has gone on.
function drawQueue() {
  const all = Array.from(cards.children);
  for (const { value, checked, dataset, parentElement } of choices.querySelectorAll("input")) {
    const at = all.filter((card) => !value || card.dataset.state === value);
    parentElement.querySelector("b").textContent = at.length;
    if (checked) {
      for (const card of all) card.hidden = !at.includes(card);
      choices.hidden = all.length <= FEW && !value;
      choices.querySelector("[data-none-at]").textContent = at.length ? "" : dataset.none;
    }
  }
}

choices.addEventListener("change", drawQueue);
new MutationObserver(drawQueue).observe(cards, { childList: true });
drawQueue();
