// Fields that Wagtail's widgets draw without a name, called by the label in front of them: what a
// screen reader says on entering them. And the button at the end of a list of one kind of thing,
// a bare plus of Wagtail's, says what it adds.
(() => {
  const words = { options: "answer", final_test: "question" };
  const { dataset } = document.currentScript;
  const NAMELESS = [
    ".public-DraftEditor-content:not([aria-labelledby], [aria-label])",
    ".ui-autocomplete-input:not([aria-labelledby], [aria-label], [id])",
  ].join();
  let isDue = false;
  let count = 0;

  // Its block has the label before the field; a panel of the page has it as a heading.
  function labelOf(field) {
    const place = field.closest("[data-contentpath]");
    const label = place?.querySelector(":scope > .w-field__label");
    return label || field.closest(".w-panel")?.querySelector(".w-panel__heading");
  }

  function wordAdding() {
    for (const [path, word] of Object.entries(words)) {
      const all = document.querySelectorAll(`[data-contentpath=${path}] .c-sf-add-button`);
      all.forEach((button, at) => {
        if (at + 1 < all.length) button.removeAttribute("data-adds");
        else button.dataset.adds = dataset[word];
      });
    }
  }

  function name() {
    isDue = false;
    wordAdding();
    for (const field of document.querySelectorAll(NAMELESS)) {
      const label = labelOf(field);
      if (!label) continue;
      if (!label.id) {
        count += 1;
        label.id = `ten-o-${count}`;
      }
      field.setAttribute("aria-labelledby", label.id);
      const help = field.closest(".w-field")?.querySelector(".w-field__help[id]");
      if (help?.textContent.trim()) field.setAttribute("aria-describedby", help.id);
    }
  }

  function soon() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(name);
  }

  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  soon();
})();
