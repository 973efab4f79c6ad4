// A chosen file is sent at once; what happens meanwhile is said.
(() => {
  const form = document.querySelector("[data-paper]");
  const file = form.querySelector("[type=file]");
  const said = form.querySelector("[data-reading]");

  file.addEventListener("change", () => {
    if (!file.files.length) return;
    said.textContent = said.dataset.reading;
    form.submit();
  });
  // Back by the button of the browser: the same file may be chosen again.
  window.addEventListener("pageshow", () => {
    form.reset();
    said.textContent = "";
  });
})();
