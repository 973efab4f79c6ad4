// Plus and minus beside a number, for thumbs; without script the number is typed.

function step(input, by) {
  const now = parseInt(input.value, 10) || 0;
  input.value = Math.max(0, now + by);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

export function startCounters(root = document) {
  root.querySelectorAll("[data-counter]").forEach((box) => {
    const input = box.querySelector("input");
    box.querySelectorAll("button").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => step(input, Number(button.dataset.by)));
    });
  });
}
