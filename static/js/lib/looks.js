// How this phone's owner wants pages to look and sound; kept on this phone only.

const ALLOWED = {
  text: ["125", "150"],
  theme: ["light", "dark"],
  contrast: ["more", "plain"],
  pace: ["slow"],
  screen: ["list"],
};

export const LOOKS = ["text", "theme", "contrast"];

// What was chosen, or "" for what everybody gets.
export function remembered(name) {
  try {
    const value = localStorage.getItem("hocso." + name);
    return ALLOWED[name].includes(value) ? value : "";
  } catch (refused) {
    return "";
  }
}

export function remember(name, value) {
  try {
    if (value) localStorage.setItem("hocso." + name, value);
    else localStorage.removeItem("hocso." + name);
  } catch (refused) {
    // The choice then lasts as long as the page.
  }
}

// Clear letters are also what a phone may ask of all pages; "plain" is its owner's no.
function contrast(value) {
  const wanted = value ? value === "more" : matchMedia("(prefers-contrast: more)").matches;
  return wanted ? "more" : "";
}

// Say on <html> how the page looks; the stylesheet does the rest.
export function show(name, value) {
  const shown = name === "contrast" ? contrast(value) : value;
  if (shown) document.documentElement.setAttribute("data-" + name, shown);
  else document.documentElement.removeAttribute("data-" + name);
}
