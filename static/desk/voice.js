// The voice of a step, recorded beside Wagtail's own field for it. Which recording it is stands in
// that field alone: errors, comments, saving by itself and the preview are Wagtail's.
(() => {
  const hocso = window.hocso;
  const { make, fill } = hocso;
  const EVERY = 2500;
  const PAGE = /\/pages\/(?:(\d+)\/edit|add\/\w+\/\w+\/(\d+))\/preview\//;

  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  class Voice {
    constructor(struct, options) {
      Object.assign(this, options);
      this.struct = struct;
      this.chooser = struct.childBlocks.voice.widget;
      this.field = struct.container[0].querySelector("[data-contentpath='voice']");
      this.heard = new Map(); // What was recorded here, by the number it got.
      this.recorder = new hocso.Recorder({
        words: this.words.recorder,
        most: this.most,
        address: () => this._address("take"),
        title: () => this._title(),
        token,
        sent: (told, take) => this._sent(told, take),
      });
      this._build();
      this._look();
    }

    _build() {
      this.element = make("div", "voice");
      this.state = make("p", "recorder-said", { role: "status" });
      this.opener = make("button", "button button-small button-secondary", { type: "button", "data-voice": "mark" });
      this.opener.textContent = this.words.mark;
      this.undoer = make("button", "button button-small button-secondary", { type: "button", "data-voice": "undo" });
      this.undoer.textContent = this.words.undo;
      this.undoer.hidden = true;
      this.opener.addEventListener("click", () => this._mark());
      this.undoer.addEventListener("click", () => this._undo());
      const tools = make("div", "recorder-tools");
      tools.append(this.opener, this.undoer);
      this.element.append(this.recorder.element, this.state, tools);
      this.field.append(this.element);
      this.chooser.input.addEventListener("change", () => this._look());
      new MutationObserver(() => this._look()).observe(this.chooser.input, { attributeFilter: ["value"] });
    }

    // Another recording: the marks of the one before are none of it.
    _look() {
      const id = this._id();
      this.opener.hidden = !id;
      if (this.marking && this.marked !== id) this._close();
    }

    _id() {
      return Number(this.chooser.getState()?.id) || 0;
    }

    _page() {
      const address = document.querySelector("[data-controller~='w-preview']")?.dataset.wPreviewUrlValue ?? "";
      const [, own, parent] = PAGE.exec(address) || [];
      return { own, parent };
    }

    _address(name) {
      const { own, parent } = this._page();
      const page = name === "take" ? own || parent : own;
      return page ? this.addresses[name].replace("/0/", `/${page}/`) : "";
    }

    _title() {
      const titleOf = (place) => place?.querySelector("input, textarea")?.value.trim() || "";
      const lesson = document.getElementById("id_title")?.value.trim();
      const step = titleOf(this.struct.container[0].querySelector("[data-contentpath='title']"));
      return [lesson, step].filter(Boolean).join(": ");
    }

    _number() {
      const step = this.field.closest("[data-contentpath='steps'] [data-streamfield-stream-container] > [data-streamfield-child]");
      const all = [...step.parentElement.querySelectorAll(":scope > [data-streamfield-child]")];
      return all.filter((one) => one.getAttribute("aria-hidden") !== "true").indexOf(step) + 1;
    }

    // ── The recording of the step ───────────────────────────────────────────

    _sent(told, take) {
      this.heard.set(told.id, take);
      this.before = this.chooser.getState();
      this.chooser.setState({ id: told.id, title: told.title, edit_url: told.edit_url });
      this.undoer.hidden = false;
      this.undoer.textContent = this.before ? this.words.undo : this.words.undo_none;
      this._follow(told);
    }

    _undo() {
      this.chooser.setState(this.before);
      this.undoer.hidden = true;
      this.state.textContent = this.words.undone;
      this.recorder.buttons.again.focus();
    }

    // Until phones have something to play, or it is known why not.
    async _follow(told) {
      if (!this.element.isConnected || this._id() !== told.id) return;
      if (told.state === "waiting") {
        this.state.textContent = this.words.making;
        setTimeout(async () => this._follow(await this._ask(told.id).catch(() => told)), EVERY);
        return;
      }
      const isReady = told.state === "ready";
      this.state.textContent = isReady ? fill(this.words.ready, { length: told.telling }) : told.error;
    }

    _ask(id) {
      return hocso.ask(this.addresses.state.replace("/0/", `/${id}/`), undefined, token());
    }

    // ── Its sentences ───────────────────────────────────────────────────────

    async _mark() {
      if (this.marking) return this._close();
      const id = this._id();
      const address = this._address("sentences");
      this.state.textContent = address ? this.words.opening : this.words.unsaved;
      if (!address) return undefined;
      try {
        const [told, { sentences }] = await Promise.all([this._ask(id), this._sentences(address)]);
        return await this._open(id, told, sentences);
      } catch (error) {
        this.state.textContent = error instanceof hocso.Refused ? error.message : this.words.no_line;
        return undefined;
      }
    }

    _sentences(address) {
      const form = new FormData(this.field.closest("form"));
      return hocso.ask(address.replace("/0/", `/${this._number()}/`), form, hocso.freshToken(token()));
    }

    async _open(id, told, sentences) {
      const take = this.heard.get(id);
      const lacks = !told.may_mark ? "not_own" : !sentences.length ? "no_sentences" : "";
      if (lacks) return this._tell(this.words[lacks]);
      if (!take && !told.url) return this._tell(told.error || this.words.making);
      const heard = take || (await this._fetched(told.url));
      this.state.textContent = "";
      this.marked = id;
      this.marking = new hocso.Marking({
        words: this.words.marking,
        sentences,
        url: heard.url,
        peaks: heard.peaks,
        marks: told.marks.length ? told.marks : told.proposed.length === sentences.length ? told.proposed : [],
        save: (marks) => this._keep(told, marks),
        close: () => this._close(),
      });
      this.opener.textContent = this.words.mark_close;
      this.opener.setAttribute("aria-expanded", "true");
      this.element.append(this.marking.element);
      this.marking.buttons.begin.focus();
      this.marking._show();
      return undefined;
    }

    _tell(words) {
      this.state.textContent = words;
    }

    async _fetched(url) {
      const answer = await fetch(url);
      if (!answer.ok) throw new TypeError(String(answer.status));
      return hocso.heard(await answer.blob());
    }

    _keep(told, marks) {
      const address = this.addresses.marks.replace("/0/", `/${told.id}/`);
      return hocso.ask(address, JSON.stringify({ marks, file: told.file }), hocso.freshToken(token()));
    }

    _close() {
      this.marking.audio.pause();
      this.marking.element.remove();
      this.marking = null;
      this.opener.textContent = this.words.mark;
      this.opener.removeAttribute("aria-expanded");
      this.opener.focus();
    }
  }

  const { StructBlockDefinition } = window.wagtailStreamField.blocks;

  class StepBlockDefinition extends StructBlockDefinition {
    render(...given) {
      const block = super.render(...given);
      try {
        block.voice = new Voice(block, this.meta.voice);
      } catch (error) {
        // A recording can still be chosen.
        console.error(error);
      }
      return block;
    }
  }

  window.telepath.register("hocso.StepBlock", StepBlockDefinition);
})();
