// Hard words to tap; what they mean comes with the first tap. Gives the address of that script.

export function wireWords() {
  const sheet = document.querySelector("[data-words-sheet]");
  if (!sheet) return "";
  document.addEventListener("click", (event) => {
    const word = event.target.closest("[data-word]");
    if (!word) return;
    event.preventDefault();
    import(sheet.dataset.wordsSheet).then(() => sheet.dispatchEvent(new CustomEvent("tell", { detail: word })));
  });
  return sheet.dataset.wordsSheet;
}
