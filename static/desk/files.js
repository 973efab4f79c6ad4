// Choosing a file in our words: a browser says its own in the language of its maker.
(() => {
  const { choose, none, many } = document.currentScript.dataset;
  const BARE = ".w-field__input > input[type=file]:not([data-faced])";
  let isDue = false;

  function told(input) {
    const { files } = input;
    if (!files.length) return none;
    return files.length === 1 ? files[0].name : many.replace("%s", files.length);
  }

  // The field itself lies over it unseen, and takes touches, files let fall and the keyboard.
  function face(input) {
    const shown = document.createElement("span");
    const button = document.createElement("b");
    const name = document.createElement("span");
    button.textContent = choose;
    shown.className = "file-face";
    shown.setAttribute("aria-hidden", "true");
    shown.append(button, name);
    input.dataset.faced = "";
    input.after(shown);
    const draw = () => (name.textContent = told(input));
    input.addEventListener("change", draw);
    input.form?.addEventListener("reset", () => setTimeout(draw));
    draw();
  }

  function look() {
    isDue = false;
    document.querySelectorAll(BARE).forEach(face);
  }

  function soon() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(look);
  }

  new MutationObserver(soon).observe(document, { childList: true, subtree: true });
  soon();
})();
