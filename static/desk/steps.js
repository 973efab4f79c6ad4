// Below the steps of a lesson: a button for each kind, and ways to begin. Steps are put in by
// Wagtail's own function, so saving, moving and taking out are Wagtail's.
(() => {
  const { make, fill } = window.hocso;
  const ICONS = "http://www.w3.org/2000/svg";

  function icon(name) {
    const drawn = document.createElementNS(ICONS, "svg");
    const use = document.createElementNS(ICONS, "use");
    drawn.setAttribute("class", "icon");
    drawn.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `#icon-${name}`);
    drawn.append(use);
    return drawn;
  }

  function button(it, className) {
    const made = make("button", className, { type: "button" });
    const told = make("span", "");
    const label = make("b", "");
    const about = make("small", "");
    label.textContent = it.label;
    about.textContent = it.about;
    told.append(label, about);
    made.append(icon(it.icon), told);
    return made;
  }

  class Palette {
    constructor(stream, options) {
      this.stream = stream;
      this.words = options.words;
      this.laid = [];
      this.place = make("div", "steps-palette");
      this.begin = this._group(this.words.begin, options.ways, (way) => this._lay(way));
      this.add = this._group(this.words.add, options.kinds, (it) => this._add(it.kind));
      this.said = make("p", "steps-said", { role: "status" });
      this.undo = make("button", "button button-small button-secondary", { type: "button" });
      this.undo.textContent = this.words.undo;
      this.undo.hidden = true;
      this.undo.addEventListener("click", () => this._take());
      this.place.append(this.begin, this.add);
      // Above the first step, where one looks for what was laid out.
      const notice = make("div", "steps-notice");
      notice.append(this.said, this.undo);
      const container = stream.container[0];
      container.prepend(notice);
      container.append(this.place);
      // What somebody wrote into is no longer taken back in one go.
      container.addEventListener("input", () => this._forget());
      const counted = stream.blockCountChanged.bind(stream);
      stream.blockCountChanged = () => {
        counted();
        this.look();
      };
      this.look();
    }

    _group(title, all, act) {
      const group = make("div", "steps-group", { role: "group", "aria-label": title });
      const head = make("p", "");
      head.textContent = title;
      const row = make("div", "steps-row");
      for (const it of all) {
        const made = button(it, "steps-button");
        if (it.names) made.title = it.names;
        made.addEventListener("click", () => act(it));
        row.append(made);
      }
      group.append(head, row);
      return group;
    }

    look() {
      this.begin.hidden = this.stream.children.length > 0;
    }

    _put(kind, title, focus) {
      const value = structuredClone(this.stream.blockDef.initialChildStates[kind]);
      if (title) value.title = title;
      const at = this.stream.children.length;
      return this.stream.insert({ type: kind, value, id: null }, at, { animate: true, focus });
    }

    _add(kind) {
      this._forget();
      this._put(kind, "", true);
    }

    _lay(way) {
      this.laid = way.steps.map((step) => this._put(step.kind, step.title, false));
      this.said.textContent = fill(this.words.laid, { count: way.steps.length });
      this.undo.hidden = false;
      this.undo.focus();
    }

    _take() {
      for (const step of this.laid) {
        const at = this.stream.children.indexOf(step);
        if (at >= 0) this.stream.deleteBlock(at);
      }
      this._forget();
      this.said.textContent = this.words.undone;
      this.begin.querySelector("button").focus();
    }

    _forget() {
      this.laid = [];
      this.undo.hidden = true;
      this.said.textContent = "";
    }
  }

  const { StreamBlockDefinition } = window.wagtailStreamField.blocks;

  class StepsBlockDefinition extends StreamBlockDefinition {
    render(...given) {
      const block = super.render(...given);
      try {
        block.palette = new Palette(block, this.meta.palette);
      } catch (error) {
        // Wagtail's own buttons are there.
        console.error(error);
      }
      return block;
    }
  }

  window.telepath.register("hocso.StepsBlock", StepsBlockDefinition);
})();
