// The preview follows the step one works at, also one that was added since the page was opened.
(() => {
  const OPEN = "wagtail:side-panel-open";
  // In letters, so that one who reads them twice as large keeps the room for writing.
  const BROAD = "(min-width: 75em)";
  const STEP = "[data-contentpath='steps'] [data-streamfield-stream-container] > [data-streamfield-child]";

  function numberOf(step) {
    const all = [...step.parentElement.querySelectorAll(":scope > [data-streamfield-child]")];
    return all.filter((one) => one.getAttribute("aria-hidden") !== "true").indexOf(step) + 1;
  }

  // A lesson that had one step when it was opened has nothing to choose from.
  function selectOf(panel) {
    const known = panel.querySelector("[data-w-preview-target='mode']");
    if (known) return known;
    const select = document.createElement("select");
    select.hidden = true;
    select.dataset.wPreviewTarget = "mode";
    panel.append(select);
    return select;
  }

  function follow(event) {
    const step = event.target.closest?.(STEP);
    const panel = document.querySelector(".w-preview");
    const number = step && panel ? numberOf(step) : 0;
    if (!number) return;
    const select = selectOf(panel);
    const mode = `buoc-${number}`;
    // Whoever looks at the places to touch of this very step goes on doing so.
    if ([mode, `cho-cham-${number}`].includes(select.value)) return;
    if (![...select.options].some((option) => option.value === mode)) {
      select.add(new Option(`Bước ${number}`, mode));
    }
    select.value = mode;
    panel.dataset.wPreviewStaleValue = "true";
  }

  document.addEventListener("focusin", follow);

  // On a broad screen what residents will see stands beside the words, until its author shuts it:
  // Wagtail remembers that, and what was chosen last.
  function openFirst() {
    const isWritten = /\/pages\/\d+\/edit\/$/.test(location.pathname) && document.querySelector(".desk-brief");
    try {
      if (isWritten && matchMedia(BROAD).matches && localStorage.getItem(OPEN) === null) localStorage.setItem(OPEN, "preview");
    } catch (refused) {
      // Where nothing is remembered, it is opened by hand.
    }
  }

  // Before Wagtail looks at what it remembers, which it does a moment after.
  document.addEventListener("DOMContentLoaded", openFirst);
})();
