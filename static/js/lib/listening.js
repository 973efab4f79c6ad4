// The bars of a page that read something aloud; what they do comes with the first tap on one.

export function wireListening() {
  for (const bar of document.querySelectorAll("[data-listen]")) {
    // The tap itself begins to play, or an iPhone refuses; the rest of the bar comes with it.
    bar.onclick = () =>
      Promise.all([bar.querySelector("audio").play(), import(bar.dataset.listen)]).catch(() =>
        bar.classList.add("missed"),
      );
  }
}
