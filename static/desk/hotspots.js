// The places to touch of one screen, drawn over its picture. What is drawn is written into the
// fields of Wagtail's own list of blocks, which stay the one truth: errors, comments, copies and
// saving are Wagtail's.
(() => {
  const hocso = window.hocso;
  const { make, fill } = hocso;
  const SIDES = ["x", "y", "w", "h"];

  function newId() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  }

  const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const inputOf = (field) => field.element.querySelector("input, select");
  const told = (field) => inputOf(field).value.trim();

  class Hotspots {
    constructor(struct, options) {
      this.list = struct.childBlocks.spots;
      this.chooser = struct.childBlocks.image.widget;
      this.options = options;
      this.words = options.words;
      this.fields = this.list.container[0].closest("[data-contentpath='spots']");
      this.board = new hocso.Board(this, this.words);
      this.past = new hocso.Past(() => this._read(), (state) => this._apply(state));
      this._build();
      this._listen(struct.container[0]);
      this._fold();
      this._look();
      this._show();
    }

    _build() {
      const side = make("div", "board");
      this.tools = this._tools();
      this.hint = make("p", "board-hint");
      this.faults = make("ul", "board-faults", { role: "list" });
      this.privacy = new hocso.Privacy(this.options, () => this._look());
      side.append(this.privacy.note, this.tools, this.board.stage, this.faults, this.hint, this.board.said);
      const help = make("details", "board-help");
      const title = make("summary", "");
      title.textContent = this.words.keys_title;
      const keys = make("p", "");
      keys.textContent = this.words.keys;
      help.append(title, keys);
      side.append(help, this.privacy.button);
      const both = make("div", "board-both");
      this.fields.replaceWith(both);
      both.append(side, this.fields);
    }

    _tools() {
      const tools = make("div", "board-tools", { role: "group", "aria-label": this.words.tools });
      this.buttons = {};
      for (const [name, act] of [
        ["target", () => this._arm("target")],
        ["decoy", () => this._arm("decoy")],
        ["remove", () => this.board.key && this.board.remove(this.board.key)],
        ["undo", () => this.undo()],
        ["redo", () => this.redo()],
      ]) {
        const button = make("button", "button button-small button-secondary", { type: "button" });
        button.textContent = this.words[`do_${name}`];
        if (this.words[`tell_${name}`]) button.title = this.words[`tell_${name}`];
        button.addEventListener("click", act);
        this.buttons[name] = button;
        tools.append(button);
      }
      return tools;
    }

    _listen(container) {
      const picture = this.chooser.input;
      container.addEventListener("change", (event) => event.target === picture && this._look(true));
      for (const kind of ["input", "change"]) {
        this.fields.addEventListener(kind, (event) => event.isTrusted && this._noticed());
      }
      this.fields.addEventListener("focusin", (event) => this._follow(event.target));
      new MutationObserver(() => this._noticed()).observe(this.list.sequenceContainer[0], {
        childList: true,
        subtree: true,
        attributeFilter: ["aria-hidden"],
      });
    }

    // Closed panels leave room for the picture; those with something to mend or to write stay open.
    _fold() {
      if (this.list.children.length < 2) return;
      this.list.children.forEach((child) => {
        const isDone = this._box(child) && told(child.block.childBlocks.label);
        if (isDone) this._open(child, false);
      });
    }

    _open(child, isOpen) {
      const isNow = child.toggleElement.getAttribute("aria-expanded") === "true";
      if (isNow !== isOpen) child.toggleElement.click();
    }

    _look(isNew = false) {
      const id = this.chooser.getState()?.id;
      this.shown = (this.shown || 0) + 1;
      this.board.look(id ? `${this.options.pictures}${id}?${this.shown}` : "");
      this.hint.textContent = id ? this.words.hint : this.words.no_picture;
      this.tools.toggleAttribute("hidden", !id);
      this.privacy.picked(id, isNew);
    }

    unreadable() {
      this.hint.textContent = this.words.unreadable;
      this.tools.setAttribute("hidden", "");
    }

    measured() {
      this._show();
    }

    // One of Wagtail's blocks by our key: its own id, where it has one.
    _key(child) {
      if (!child.hocsoKey) child.hocsoKey = child.id || newId();
      return child.hocsoKey;
    }

    _child(key) {
      return this.list.children.find((child) => this._key(child) === key);
    }

    _box(child) {
      const numbers = SIDES.map((side) => told(child.block.childBlocks[side]));
      if (numbers.some((one) => one === "" || Number.isNaN(Number(one)))) return null;
      return numbers.map(Number);
    }

    _role(child) {
      return told(child.block.childBlocks.role) || "target";
    }

    boxes() {
      return this.list.children.map((child, at) => {
        const box = this._box(child);
        const kind = this._role(child);
        return { key: this._key(child), box, kind, number: at + 1, name: this._name(child, at, box, kind) };
      });
    }

    // In the middle of a sentence; `sentence` begins one.
    _title(at) {
      const child = this.list.children[at];
      const label = child && told(child.block.childBlocks.label);
      return fill(label ? this.words.spot_named : this.words.spot, { number: at + 1, label });
    }

    _name(child, at, box, kind) {
      if (!box) return sentence(this._title(at));
      const [x, y, w, h] = box.map((one) => String(one).replace(".", ","));
      return sentence(fill(this.words.name, { spot: this._title(at), kind: this.words[kind], x, y, w, h }));
    }

    // What a finger needs, in percent of the picture's height.
    least() {
      const { width, height } = this.board.frame;
      const { finger, picture } = this.options.rules;
      return width && height ? (100 * finger * width) / (picture * height) : 8;
    }

    draw(box, kind) {
      const isFirst = !this.list.children.some((child) => this._box(child) && this._role(child) === "target");
      const role = kind || (isFirst ? "target" : "decoy");
      let child = this.list.children.find((one) => !this._box(one));
      if (!child) {
        const state = { ...this.list.blockDef.initialChildState, role };
        child = this.list.insert(state, this.list.children.length, { id: newId() });
      } else if (kind) child.block.childBlocks.role.setState(role);
      const key = this._key(child);
      this.place(key, box);
      this.settle();
      this.board.say(fill(this.words.drawn, { spot: this._title(this.list.children.indexOf(child)) }));
      return key;
    }

    place(key, box) {
      const fields = this._child(key)?.block.childBlocks;
      if (fields) SIDES.forEach((side, at) => (inputOf(fields[side]).value = String(box[at])));
      this._warn();
    }

    // Wagtail hears of it: what is unsaved, the preview, saving by itself.
    settle() {
      if (!this.past.note()) return;
      this.list.container[0]
        .querySelector("input")
        ?.dispatchEvent(new Event("change", { bubbles: true }));
      this._show();
      const { key } = this.board;
      const one = this.boxes().find((box) => box.key === key);
      if (one) this.board.say(one.name);
    }

    remove(key) {
      const at = this.list.children.findIndex((child) => this._key(child) === key);
      if (at < 0) return;
      const gone = this._title(at);
      this.list.deleteBlock(at);
      this.settle();
      this.board.say(fill(this.words.removed, { spot: gone }));
    }

    undo() {
      this._stepped(this.past.undo(), this.words.undone);
    }

    redo() {
      this._stepped(this.past.redo(), this.words.redone);
    }

    _stepped(isDone, words) {
      if (!isDone) return;
      this.list.container[0]
        .querySelector("input")
        ?.dispatchEvent(new Event("change", { bubbles: true }));
      this._show();
      this.board.say(words);
    }

    armed(kind) {
      for (const name of ["target", "decoy"]) {
        this.buttons[name].setAttribute("aria-pressed", name === kind ? "true" : "false");
      }
      if (kind) this.board.say(this.words.armed);
    }

    _arm(kind) {
      this.board.arm(this.board.armed === kind ? null : kind);
    }

    chosen(key) {
      this._enable();
      const child = key && this._child(key);
      if (!child) return;
      this.list.children.forEach((other) => {
        const isWrong = other.element.querySelector(".w-field--error");
        if (other === child || !isWrong) this._open(other, other === child);
      });
    }

    open(key) {
      const child = this._child(key);
      this.chosen(key);
      child?.block.childBlocks.label.focus();
    }

    _follow(element) {
      const child = this.list.children.find((one) => one.element.contains(element));
      if (child && this._key(child) !== this.board.key) this.board.select(this._key(child));
      this._enable();
    }

    // Somebody typed a number, or used Wagtail's own buttons.
    _noticed() {
      if (this.isApplying) return;
      this.past.note();
      this._show();
    }

    _show() {
      this.board.show();
      this._warn();
      this._enable();
    }

    _enable() {
      this.buttons.remove.disabled = !this.board.key;
      this.buttons.undo.disabled = !this.past.back.length;
      this.buttons.redo.disabled = !this.past.ahead.length;
    }

    _warn() {
      const spots = this.list.children.map((child) => ({ role: this._role(child), box: this._box(child) }));
      const isShown = Boolean(this.chooser.getState());
      const found = hocso.places
        .faults(spots, this.board.frame, this.options.rules)
        .filter((one) => isShown || one.code !== "missing");
      const wrong = new Set(found.filter((one) => one.code !== "overlap").map((one) => one.at));
      this.list.children.forEach((child, at) => {
        this.board.drawn.get(this._key(child))?.toggleAttribute("data-wrong", wrong.has(at));
      });
      this.faults.replaceChildren(...found.map((fault) => this._fault(fault)));
    }

    _fault(fault) {
      const line = make("li", "");
      const winner = this._title(fault.at);
      const words = this.words[`fault_${fault.code}`];
      const other = fault.code === "overlap" ? this._title(fault.loser) : "";
      line.textContent = sentence(fill(words, { ...fault, spot: winner, other }));
      return line;
    }

    _read() {
      return this.list.children.map((child) => ({
        key: this._key(child),
        box: this._box(child),
        role: this._role(child),
        held: child,
      }));
    }

    _apply(state) {
      this.isApplying = true;
      const keys = new Set(state.map((one) => one.key));
      for (let at = this.list.children.length - 1; at >= 0; at -= 1) {
        if (!keys.has(this._key(this.list.children[at]))) this.list.deleteBlock(at);
      }
      state.forEach((one, at) => this._put(one, at));
      // What the observer saw of this is no change of anybody's.
      window.setTimeout(() => (this.isApplying = false));
    }

    _put({ key, box, role, held }, at) {
      let child = this._child(key);
      if (!child) child = this._again(key, held, at);
      else if (this.list.children.indexOf(child) !== at) {
        this.list.moveBlock(this.list.children.indexOf(child), at);
      }
      const fields = child.block.childBlocks;
      fields.role.setState(role);
      SIDES.forEach((side, index) => (inputOf(fields[side]).value = box ? String(box[index]) : ""));
    }

    // The block that was deleted, with the words it had; the hidden one gives up its names.
    _again(key, held, at) {
      const state = held.block.getState();
      held.element.querySelectorAll("[id]").forEach((one) => one.removeAttribute("id"));
      const child = this.list.insert(state, at, { id: held.id || undefined });
      child.hocsoKey = key;
      return child;
    }
  }

  const { StructBlockDefinition } = window.wagtailStreamField.blocks;

  class ScreenBlockDefinition extends StructBlockDefinition {
    render(...given) {
      const block = super.render(...given);
      try {
        block.hotspots = new Hotspots(block, this.meta.hotspots);
      } catch (error) {
        // The fields are there and can be typed into.
        console.error(error);
      }
      return block;
    }
  }

  window.telepath.register("hocso.ScreenBlock", ScreenBlockDefinition);
})();
