// On a phone a row of a list is a card: each of its cells says what its column is called.
(() => {
  const ROWS = "table.listing > tbody > tr:not([data-told])";
  const OWN = "title children ord bulk-action-checkbox-cell".split(" ");
  let isDue = false;

  function tell(row) {
    row.dataset.told = "";
    const heads = row.closest("table").querySelectorAll(":scope > thead > tr:last-child > :is(th, td)");
    [...row.cells].forEach((cell, at) => {
      const words = heads[at]?.textContent.trim();
      const isOwn = OWN.some((name) => cell.classList.contains(name));
      if (words && cell.tagName === "TD" && !isOwn && cell.textContent.trim()) cell.dataset.column = words;
    });
  }

  function look() {
    isDue = false;
    document.querySelectorAll(ROWS).forEach(tell);
  }

  function soon() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(look);
  }

  new MutationObserver(soon).observe(document, { childList: true, subtree: true });
  soon();
})();
