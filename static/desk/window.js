// A page in a window over this one, so that nothing typed here is lost.
(() => {
  const hocso = window.hocso;
  const { make } = hocso;

  function openWindow(address, words, closed) {
    const dialog = make("dialog", "board-window", { "aria-label": words.title });
    const frame = make("iframe", "", { title: words.title });
    const close = make("button", "button button-small button-secondary", { type: "button" });
    close.textContent = words.close;
    close.addEventListener("click", () => dialog.close());
    frame.src = address;
    dialog.append(close, frame);
    dialog.addEventListener("close", () => {
      dialog.remove();
      closed();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  hocso.openWindow = openWindow;
})();
