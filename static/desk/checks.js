// The panel of checks beside a course's or lesson's form: filled anew whenever the preview has taken
// what was typed, and its lines lead to the place even where that is folded away.
(() => {
  const PREVIEW = /\/pages\/(\d+)\/edit\/preview\//;
  let asked = null;

  const panel = () => document.querySelector("[data-desk-checks]");

  function note(name) {
    for (const one of panel().querySelectorAll("[data-desk-checks-note]")) {
      one.hidden = one.dataset.deskChecksNote !== name;
    }
  }

  // Without the words of a button in it.
  const noteWords = (name) =>
    panel().querySelector(`[data-desk-checks-note='${name}']`).firstChild.textContent.trim();

  // Below the preview, unsaid.
  function brief(words) {
    const place = document.querySelector("[data-desk-checks-open]");
    if (place) place.textContent = words;
  }

  // Said aloud, so only when it is something else.
  function tell(words) {
    const state = panel().querySelector("[data-desk-checks-state]");
    if (state.textContent !== words) state.textContent = words;
    brief(words || noteWords("new"));
  }

  async function look() {
    const page = PREVIEW.exec(
      document.querySelector("[data-controller~='w-preview']")?.dataset.wPreviewUrlValue ?? "",
    );
    if (!page) {
      tell("");
      note("new");
      return;
    }
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(panel().dataset.address.replace("/0/", `/${page[1]}/`), {
        signal: asked.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.text());
    } catch (wrong) {
      if (wrong.name === "AbortError" || !panel()) return;
      note("lost");
      brief(noteWords("lost"));
    }
  }

  function show(html) {
    if (!panel()) return;
    const list = panel().querySelector("[data-desk-checks-list]");
    list.innerHTML = html;
    window.hocso.offerSwaps(panel());
    note("");
    tell(list.firstElementChild.dataset.words);
  }

  // Folded panels and closed tabs on the way to a place are opened first.
  function reveal(place) {
    for (let at = place; at; at = at.parentElement) {
      if (at.matches("[role=tabpanel][hidden]")) {
        document.querySelector(`[role=tab][aria-controls="${at.id}"], [role=tab][href="#${at.id}"]`)?.click();
      }
      const toggle = at.matches("[data-panel]") && at.querySelector("[data-panel-toggle]");
      if (toggle && toggle.getAttribute("aria-expanded") === "false") toggle.click();
    }
    // On a phone the panel lies over the form.
    if (matchMedia("(max-width: 49.99em)").matches) {
      document.querySelector("[data-side-panel-toggle='checks']")?.click();
    }
    const field = place.matches("input, textarea, select")
      ? place
      : (place.querySelector("[data-panel-toggle]") ?? place);
    // A screen of a practice is taller than the window: its head is what is looked for.
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }

  document.addEventListener("w-preview:json", ({ detail }) => {
    if (!panel()) return;
    if (detail.data.is_valid || !panel().querySelector("[data-count]")) look();
    else note("stale");
  });

  // What is typed while the preview is being made marks it stale, and Wagtail looks at that mark
  // only when it changes: changed once more, the last words are not left out.
  document.addEventListener("w-preview:updated", ({ target }) => {
    if (target.dataset.wPreviewStaleValue !== "true") return;
    target.dataset.wPreviewStaleValue = "false";
    setTimeout(() => {
      target.dataset.wPreviewStaleValue = "true";
    });
  });

  document.addEventListener("w-autosave:success", () => {
    if (panel()?.querySelector("[data-count]")) look();
  });

  document.addEventListener("click", (event) => {
    if (!panel()) return;
    if (event.target.closest("[data-desk-checks-open]")) {
      document.querySelector("[data-side-panel-toggle='checks']")?.click();
    }
    if (event.target.closest("[data-desk-checks-again]")) look();
    const link = event.target.closest("[data-desk-checks-list] a");
    const place = link?.pathname === location.pathname && document.getElementById(link.hash.slice(1));
    if (!place) return;
    event.preventDefault();
    reveal(place);
  });
})();
