// The buttons that read a page aloud; what plays comes with the first tap.

for (const button of document.querySelectorAll("[data-hear]")) button.parentElement.hidden = false;

async function hear(button) {
  const said = button.parentElement.querySelector("[role=status]");
  said.textContent = "";
  try {
    await import(button.dataset.hear);
    document.dispatchEvent(new CustomEvent("hocso:hear", { detail: button }));
  } catch (unreachable) {
    said.textContent = said.dataset.words;
  }
}

// Some come later, drawn by a script.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-hear]");
  if (button) hear(button);
});
