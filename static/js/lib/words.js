// Words that stand in the page, with the numbers that belong in them.

// "Đã xong %s trong %s" with its numbers.
export function filled(words, ...values) {
  return values.reduce((text, value) => text.replace("%s", value), words);
}

// Say the words an element carries with its numbers.
export function fillIn(element, ...values) {
  element.textContent = filled(element.dataset.words, ...values);
}

// One of several wordings, written "a|b|c" in the page.
export function worded(element, nth) {
  return element.dataset.words.split("|")[nth];
}
