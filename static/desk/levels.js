// The offer to those who had finished belongs to a major change: it is shown beside that choice.
const offer = document.querySelector("[data-only-major]");
const levels = [...document.querySelectorAll("input[name=level][type=radio]")];

function show() {
  const chosen = levels.find((level) => level.checked);
  offer.hidden = !chosen || chosen.value !== "major";
}

if (offer && levels.length) {
  for (const level of levels) level.addEventListener("change", show);
  show();
}
