// While a voice or a video is being made fit for phones its page says how far that is; what was
// typed beside it stays.
(() => {
  const EVERY = 2000;

  async function look() {
    const place = document.querySelector("[data-making]");
    if (!place) return;
    try {
      const answer = await fetch(place.dataset.making);
      if (answer.ok) renew(place, await answer.text());
    } catch {
      // No line: the next turn asks again.
    }
    setTimeout(look, EVERY);
  }

  // Replaced only where something is new, so that it is read aloud once.
  function renew(place, html) {
    const made = document.createElement("template");
    made.innerHTML = html.trim();
    const next = made.content.querySelector("[data-made]");
    if (next && next.innerHTML !== place.innerHTML) {
      place.innerHTML = next.innerHTML;
      if (next.hasAttribute("data-making")) return;
      delete place.dataset.making;
    }
  }

  addEventListener("DOMContentLoaded", () => setTimeout(look, EVERY));
})();
