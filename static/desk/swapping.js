// One tap puts the plain word in the place of a hard one, and one more takes it back. What stands in
// quotes stays: those are words of a button or a message.
(() => {
  const hocso = (window.hocso = window.hocso || {});
  const QUOTED = /(“[^”]*”|"[^"]*")/;
  const taken = []; // What can be taken back, the last one last.

  const fill = (words, values) => words.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
  const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
  const isCapital = (word) => word.charAt(0) !== word.charAt(0).toLowerCase();

  // Where the word stands in a text, outside of quotes.
  function places(text, found) {
    const escaped = found.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const word = new RegExp(`(^|[^\\p{L}\\p{N}_])(${escaped})(?![\\p{L}\\p{N}_])`, "giu");
    const all = [];
    let begin = 0;
    text.split(QUOTED).forEach((part, at) => {
      if (at % 2 === 0) {
        for (const one of part.matchAll(word)) all.push([begin + one.index + one[1].length, one[2]]);
      }
      begin += part.length;
    });
    return all;
  }

  // From the last to the first, so that the places before stay where they are.
  const swapped = (text, found, swap) =>
    places(text, found).reduceRight(
      (made, [at, word]) =>
        made.slice(0, at) + (isCapital(word) ? capital(swap) : swap) + made.slice(at + word.length),
      text,
    );

  // A plain field of the form.
  class Plain {
    constructor(input) {
      this.input = input;
    }

    has(found) {
      return places(this.input.value, found).length > 0;
    }

    swap(found, swap) {
      this.before = this.input.value;
      this._write(swapped(this.before, found, swap));
      this.after = this.input.value;
    }

    _write(value) {
      this.input.value = value;
      for (const kind of ["input", "change"]) this.input.dispatchEvent(new Event(kind, { bubbles: true }));
    }

    // Not where somebody has gone on writing.
    undo() {
      if (this.input.value !== this.after) return false;
      this._write(this.before);
      return true;
    }
  }

  // Rich text: the blocks of Draft.js, so that bold words and links stay.
  class Rich {
    constructor(input) {
      this.editor = () => input.draftailEditor;
    }

    _content() {
      return this.editor().getEditorState().getCurrentContent();
    }

    has(found) {
      return this._content().getBlocksAsArray().some((block) => places(block.getText(), found).length);
    }

    swap(found, swap) {
      this.before = this._content();
      let content = this.before;
      for (const block of this.before.getBlocksAsArray()) {
        for (const [at, word] of places(block.getText(), found).reverse()) {
          content = this._replaced(content, block, at, word, isCapital(word) ? capital(swap) : swap);
        }
      }
      this._write(content);
      this.after = this._content().getPlainText();
    }

    _replaced(content, block, at, word, swap) {
      const { Modifier, SelectionState } = window.DraftJS;
      const where = SelectionState.createEmpty(block.getKey()).merge({ anchorOffset: at, focusOffset: at + word.length });
      return Modifier.replaceText(content, where, swap, block.getInlineStyleAt(at), block.getEntityAt(at));
    }

    _write(content) {
      const state = this.editor().getEditorState();
      this.editor().onChange(window.DraftJS.EditorState.push(state, content, "insert-characters"));
    }

    undo() {
      if (this._content().getPlainText() !== this.after) return false;
      this._write(this.before);
      return true;
    }
  }

  // The fields a line of the panel speaks of: of its own block, never of those within it.
  function fieldsOf(button) {
    const link = button.closest("li").querySelector("a");
    const place = link.pathname === location.pathname && document.getElementById(link.hash.slice(1));
    if (!place) return [];
    if (place.matches("input, textarea")) return [new Plain(place)];
    const block = place.closest("[data-streamfield-child]") || place;
    const within = block.querySelectorAll(`[data-contentpath="${CSS.escape(button.dataset.field)}"]`);
    return [...within]
      .filter((one) => one.closest("[data-streamfield-child]") === block)
      .flatMap((one) => [...one.querySelectorAll("input, textarea")])
      .filter((input) => input.draftailEditor || input.matches("textarea, [type=text]"))
      .map((input) => (input.draftailEditor ? new Rich(input) : new Plain(input)));
  }

  function swap(button) {
    const { found, deskSwap } = button.dataset;
    const fields = fieldsOf(button).filter((field) => field.has(found));
    if (!fields.length) return say("gone", { found });
    fields.forEach((field) => field.swap(found, deskSwap));
    taken.push({ fields, found });
    button.closest("li").querySelectorAll("[data-desk-swap]").forEach((one) => (one.hidden = true));
    return say("done", { found, swap: deskSwap });
  }

  function undo() {
    const { fields, found } = taken.pop();
    const isUndone = fields.map((field) => field.undo()).some(Boolean);
    say(isUndone ? "undone" : "gone", { found });
  }

  function say(name, values) {
    const place = document.querySelector("[data-desk-swapped]");
    place.replaceChildren(fill(place.dataset[name], values));
    if (!taken.length) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button-small button-secondary" });
    button.textContent = place.dataset.undo;
    button.addEventListener("click", undo);
    place.append(" ", button);
    button.focus();
  }

  // Shown where the word can be reached from here.
  hocso.offerSwaps = (panel) => {
    for (const button of panel.querySelectorAll("[data-desk-swap]")) {
      button.hidden = !fieldsOf(button).some((field) => field.has(button.dataset.found));
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-desk-swap]");
    if (button) swap(button);
  });
})();
