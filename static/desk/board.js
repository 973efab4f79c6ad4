// A picture on which rectangles are drawn, moved and resized: by mouse, by touch, by keyboard.
//
// What the rectangles are is its model's business:
//   boxes()          [{key, box: [x, y, w, h] in percent or null, kind, number, name}]
//   draw(box, kind)  a new one; gives its key
//   place(key, box)  it lies there now; called many times while a finger moves
//   settle()         the movement is over
//   remove(key), undo(), redo(), chosen(key), open(key)
(() => {
  const hocso = (window.hocso = window.hocso || {});
  const LEAST = 2; // Percent: nothing smaller can be got hold of again.
  const STIR = 6; // Pixels a finger moves without meaning it.
  const CORNERS = ["nw", "ne", "sw", "se"];
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const tenth = (value) => Math.round(value * 10) / 10;
  const within = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));

  function make(tag, className, attributes = {}) {
    const element = document.createElement(tag);
    element.className = className;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  const fill = (words, values) => words.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);

  // Whole and inside of the picture.
  function moved([x, y, w, h], right, down) {
    return [within(tenth(x + right), 0, 100 - w), within(tenth(y + down), 0, 100 - h), w, h].map(tenth);
  }

  // By one corner; the one across stays.
  function resized([x, y, w, h], corner, right, down) {
    let [left, top, end, bottom] = [x, y, x + w, y + h];
    if (corner.includes("w")) left = within(left + right, 0, end - LEAST);
    else end = within(end + right, left + LEAST, 100);
    if (corner.includes("n")) top = within(top + down, 0, bottom - LEAST);
    else bottom = within(bottom + down, top + LEAST, 100);
    return [left, top, end - left, bottom - top].map(tenth);
  }

  function between([x, y], [toX, toY]) {
    return [Math.min(x, toX), Math.min(y, toY), Math.abs(toX - x), Math.abs(toY - y)].map(tenth);
  }

  class Board {
    constructor(model, words) {
      this.model = model;
      this.words = words;
      this.drawn = new Map();
      this.frame = { width: 0, height: 0 };
      this.stage = make("div", "board-stage", { role: "application", tabindex: "0" });
      this.stage.setAttribute("aria-label", words.stage);
      this.picture = make("img", "board-picture", { alt: "", draggable: "false" });
      this.grips = make("div", "board-grips", { "aria-hidden": "true" });
      CORNERS.forEach((corner) => this.grips.append(make("i", "board-grip", { "data-corner": corner })));
      this.ghost = make("div", "board-ghost", { hidden: "" });
      this.stage.append(this.picture, this.grips, this.ghost);
      this.said = make("p", "board-said", { role: "status" });
      this._listen();
    }

    _listen() {
      this.picture.addEventListener("load", () => {
        this.frame = { width: this.picture.naturalWidth, height: this.picture.naturalHeight };
        this.stage.removeAttribute("data-broken");
        // All of a tall phone is seen at once, with what one does to it.
        const { width, height } = this.frame;
        this.stage.style.maxWidth = `max(13rem, calc(52vh * ${width / height}))`;
        this.show();
        this.model.measured?.();
      });
      this.picture.addEventListener("error", () => {
        this.stage.setAttribute("data-broken", "");
        this.model.unreadable?.();
      });
      this.stage.addEventListener("pointerdown", (event) => this._grab(event));
      this.stage.addEventListener("pointermove", (event) => this._drag(event));
      this.stage.addEventListener("pointerup", (event) => this._drop(event));
      this.stage.addEventListener("pointercancel", () => this._giveUp());
      this.stage.addEventListener("keydown", (event) => this._press(event));
      this.stage.addEventListener("keyup", (event) => event.key in ARROWS && this.model.settle());
      this.stage.addEventListener("focusin", (event) => this._focused(event));
    }

    look(address) {
      this.picture.hidden = !address;
      if (address) this.picture.src = address;
      this.stage.toggleAttribute("data-empty", !address);
    }

    // The next touch draws one of this kind.
    arm(kind) {
      this.armed = kind;
      if (kind) this.stage.setAttribute("data-armed", kind);
      else this.stage.removeAttribute("data-armed");
      this.model.armed?.(kind);
    }

    say(text) {
      this.said.textContent = text;
    }

    show() {
      const boxes = this.model.boxes().filter((one) => one.box);
      const keys = new Set(boxes.map((one) => one.key));
      for (const [key, element] of this.drawn) {
        if (keys.has(key)) continue;
        element.remove();
        this.drawn.delete(key);
      }
      if (!keys.has(this.key)) this.key = null;
      // In the order of the list, so that Tab follows it.
      boxes.map((one) => this._show(one)).reduce((before, element) => {
        if (before.nextElementSibling !== element) before.after(element);
        return element;
      }, this.picture);
      const chosen = boxes.find((one) => one.key === this.key);
      this.grips.hidden = !chosen;
      if (chosen) this._lay(this.grips, chosen.box);
    }

    _show({ key, box, kind, number, name }) {
      let element = this.drawn.get(key);
      if (!element) {
        element = make("button", "board-box", { type: "button" });
        element.append(make("span", "board-number", { "aria-hidden": "true" }));
        element.dataset.key = key;
        this.drawn.set(key, element);
      }
      element.dataset.kind = kind;
      element.firstChild.textContent = number;
      element.setAttribute("aria-label", name);
      element.setAttribute("aria-pressed", key === this.key ? "true" : "false");
      // The smaller lies on top: it is the one a touch counts for.
      element.style.zIndex = 1 + Math.round((100 - Math.sqrt(Math.max(0, box[2] * box[3]))) * 9);
      if (kind === "cover") element.style.backgroundColor = this._colour(box);
      this._lay(element, box);
      return element;
    }

    _lay(element, [x, y, w, h]) {
      Object.assign(element.style, { left: `${x}%`, top: `${y}%`, width: `${w}%`, height: `${h}%` });
    }

    // About the one colour that will be left of what lies there.
    _colour([x, y, w, h]) {
      const { width, height } = this.frame;
      if (!width || w <= 0 || h <= 0) return "";
      const small = document.createElement("canvas");
      small.width = small.height = 1;
      const drawing = small.getContext("2d");
      const part = [(x * width) / 100, (y * height) / 100, (w * width) / 100, (h * height) / 100];
      drawing.drawImage(this.picture, ...part, 0, 0, 1, 1);
      return `rgb(${drawing.getImageData(0, 0, 1, 1).data.slice(0, 3).join(" ")})`;
    }

    select(key) {
      this.key = key;
      this.show();
    }

    focus(key) {
      (this.drawn.get(key) || this.stage).focus({ preventScroll: true });
    }

    _choose(key) {
      this.select(key);
      this.model.chosen(key);
    }

    _boxOf(key) {
      return this.model.boxes().find((one) => one.key === key)?.box;
    }

    _focused(event) {
      const { key } = event.target.dataset;
      if (key && key !== this.key && !this.move) this._choose(key);
    }

    _place(event) {
      const { left, top, width, height } = this.stage.getBoundingClientRect();
      return [
        within(((event.clientX - left) * 100) / width, 0, 100),
        within(((event.clientY - top) * 100) / height, 0, 100),
      ];
    }

    _grab(event) {
      if (event.button || this.move || !this.frame.width) return;
      const { corner } = event.target.dataset;
      const key = event.target.closest(".board-box")?.dataset.key;
      const isFree = this.armed || event.pointerType !== "touch";
      const kind = corner ? "size" : key && !this.armed ? "move" : isFree ? "draw" : "";
      if (!kind) return this._choose(null);
      if (kind === "move") this._choose(key);
      const start = this._place(event);
      this.move = { kind, corner, start, key: this.key, box: this._boxOf(this.key), at: event };
      this.stage.setPointerCapture(event.pointerId);
      if (kind !== "move") event.preventDefault();
    }

    _drag(event) {
      const { move } = this;
      if (!move) return;
      const [x, y] = this._place(event);
      const far = Math.hypot(event.clientX - move.at.clientX, event.clientY - move.at.clientY);
      if (!move.isStirred && far < STIR) return;
      move.isStirred = true;
      const [right, down] = [x - move.start[0], y - move.start[1]];
      if (move.kind === "draw") {
        move.drawn = between(move.start, [x, y]);
        this.ghost.hidden = false;
        this._lay(this.ghost, move.drawn);
        return;
      }
      const box = move.kind === "move" ? moved(move.box, right, down) : resized(move.box, move.corner, right, down);
      this.model.place(move.key, box);
      this.show();
    }

    _drop() {
      const { move } = this;
      if (!move) return;
      this._end();
      if (move.kind !== "draw") {
        if (move.isStirred) this.model.settle();
        this.focus(move.key);
      } else if (move.drawn && Math.min(move.drawn[2], move.drawn[3]) >= LEAST) this.add(move.drawn);
      else if (this.armed) this.add(this._around(move.start));
      else this._choose(null);
    }

    // A second finger, or the page scrolls: nothing has happened.
    _giveUp() {
      const { move } = this;
      if (!move) return;
      this._end();
      if (move.isStirred && move.kind !== "draw") {
        this.model.place(move.key, move.box);
        this.show();
      }
    }

    _end() {
      this.move = null;
      this.ghost.hidden = true;
    }

    // A box a finger hits, around this place.
    _around([x, y]) {
      const height = within((this.model.least?.() || 8) * 1.1, LEAST, 100);
      return moved([x - 25, y - height / 2, 50, tenth(height)], 0, 0);
    }

    add(box) {
      const key = this.model.draw(box || this._around(this._gap()), this.armed);
      this.arm(null);
      this._choose(key);
      this.focus(key);
    }

    // The middle, or the first place below it where nothing begins.
    _gap() {
      const tops = this.model.boxes().flatMap((one) => (one.box ? [one.box[1] + one.box[3] / 2] : []));
      const free = [50, 30, 70, 15, 85, 40, 60].find((y) => tops.every((top) => Math.abs(top - y) > 9));
      return [50, free ?? 50];
    }

    remove(key) {
      const order = this.model.boxes().filter((one) => one.box).map((one) => one.key);
      const at = order.indexOf(key);
      this.model.remove(key);
      this._choose(order[at + 1] ?? order[at - 1] ?? null);
      this.focus(this.key);
    }

    _press(event) {
      const key = event.target.dataset.key;
      const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
      const isRedo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y";
      if (isUndo) this.model[event.shiftKey ? "redo" : "undo"]();
      else if (isRedo) this.model.redo();
      else if (event.ctrlKey || event.metaKey || event.altKey) return;
      else if (event.key === "+") this.add();
      else if (event.key === "Escape" && (this.move || this.armed)) this._escape();
      else if (!key) return;
      else if (event.key in ARROWS) this._nudge(key, ARROWS[event.key], event.shiftKey);
      else if (event.key === "Delete" || event.key === "Backspace") this.remove(key);
      else if (event.key === "Enter") this.model.open(key);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    _escape() {
      this._giveUp();
      this.arm(null);
    }

    _nudge(key, [right, down], isSize) {
      const box = this._boxOf(key);
      this.model.place(key, isSize ? resized(box, "se", right, down) : moved(box, right, down));
      this.show();
    }
  }

  // What was, and what is: a step back for every change somebody made.
  class Past {
    constructor(read, apply) {
      Object.assign(this, { read, apply, back: [], ahead: [] });
      this.now = read();
    }

    // Whether anything has changed since.
    note() {
      const next = this.read();
      const isChanged = this._told(next) !== this._told(this.now);
      if (isChanged) {
        this.back.push(this.now);
        this.ahead = [];
      }
      this.now = next;
      return isChanged;
    }

    _told(state) {
      return JSON.stringify(state, (name, value) => (name === "held" ? undefined : value));
    }

    undo() {
      return this._step(this.back, this.ahead);
    }

    redo() {
      return this._step(this.ahead, this.back);
    }

    _step(from, to) {
      if (!from.length) return false;
      to.push(this.now);
      this.apply(from.pop());
      this.now = this.read();
      return true;
    }
  }

  Object.assign(hocso, { Board, Past, fill, make });
})();
