// Where each sentence begins: the take is played, and one taps as each begins.
(() => {
  const hocso = window.hocso;
  const { make, fill, clock } = hocso;
  const LATE = 0.15; // Seconds a finger comes after what it hears.
  const APART = 0.1;
  const BACK = 2;

  // `options`: words, sentences, url, peaks, marks, save(marks), close().
  class Marking {
    constructor(options) {
      Object.assign(this, options);
      this.kept = options.marks;
      this.old = null;
      this.marks = options.marks.length === this.sentences.length ? [...options.marks] : [];
      this.state = "still";
      this._build();
      this._show();
      this.say(this.words.how);
    }

    _build() {
      this.element = make("div", "marking", { role: "group", "aria-label": this.words.group });
      this.canvas = make("canvas", "recorder-wave", { "aria-hidden": "true" });
      this.canvas.hidden = !this.peaks.length;
      this.wave = new hocso.Wave(this.canvas);
      this.said = make("p", "recorder-said", { role: "status" });
      this.list = make("ol", "marking-list");
      this.rows = this.sentences.map((sentence) => {
        const row = make("li", "");
        const time = make("span", "marking-time");
        row.append(sentence, " ", time);
        this.list.append(row);
        return { row, time };
      });
      this.audio = make("audio", "");
      this.audio.src = this.url;
      const tools = make("div", "recorder-tools");
      this.buttons = {};
      for (const name of ["tap", "begin", "listen", "stop", "undo", "keep", "restore", "close"]) {
        const quiet = ["tap", "begin", "keep"].includes(name) ? "" : " button-secondary";
        const button = make("button", `button button-small${quiet}`, { type: "button", "data-mark": name });
        button.textContent = this.words[`do_${name}`];
        this.buttons[name] = button;
        if (name !== "tap") button.addEventListener("click", () => this[name]());
        if (name !== "tap") tools.append(button);
      }
      this._wireTap();
      this.element.append(this.said, this.canvas, this.buttons.tap, tools, this.list, this.audio);
      for (const name of ["timeupdate", "pause"]) this.audio.addEventListener(name, () => this._follow());
      this.audio.addEventListener("ended", () => this._ended());
      this.audio.addEventListener("error", () => this.say(this.words.unheard));
    }

    // As the finger comes down, not as it goes up again; keys press a button by a click.
    _wireTap() {
      const { tap } = this.buttons;
      tap.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        tap.focus();
        this.tap();
      });
      tap.addEventListener("keydown", (event) => {
        if (![" ", "Enter"].includes(event.key) || event.repeat) return;
        event.preventDefault();
        this.tap();
      });
      // What reads the screen aloud presses without a pointer and without a key.
      tap.addEventListener("click", (event) => event.detail === 0 && this.tap());
    }

    say(words) {
      this.said.textContent = words;
    }

    _turn(state, focus) {
      this.state = state;
      this._show();
      if (focus) this.buttons[focus].focus();
    }

    _show() {
      const { buttons, marks, state } = this;
      const isWhole = marks.length === this.sentences.length;
      const isChanged = String(marks) !== String(this.kept);
      buttons.tap.hidden = state !== "tapping" || isWhole;
      buttons.begin.hidden = state !== "still";
      buttons.begin.textContent = marks.length ? this.words.do_again : this.words.do_begin;
      buttons.listen.hidden = state !== "still" || !isWhole;
      buttons.stop.hidden = state === "still";
      buttons.undo.hidden = state === "listening" || !marks.length || !isChanged;
      buttons.keep.hidden = state === "listening" || !isWhole || !isChanged;
      buttons.restore.hidden = state !== "still" || !this.old;
      buttons.tap.textContent = fill(this.words.do_tap, { number: marks.length + 1 });
      this.rows.forEach(({ row, time }, at) => {
        time.textContent = marks[at] === undefined ? "" : clock(marks[at]);
        const isNow = state === "tapping" ? at === marks.length : state === "listening" && at === this.at;
        if (isNow) row.setAttribute("aria-current", "true");
        else row.removeAttribute("aria-current");
      });
      this._draw();
    }

    _draw() {
      if (this.canvas.hidden || !this.canvas.isConnected) return;
      const { duration, currentTime } = this.audio;
      if (!Number.isFinite(duration) || !duration) return this.wave.whole(this.peaks);
      const lines = this.marks.map((mark) => mark / duration);
      return this.wave.whole(this.peaks, currentTime / duration, lines);
    }

    _play(from) {
      this.audio.currentTime = from;
      return this.audio.play().catch(() => {
        this._turn("still", "begin");
        this.say(this.words.unheard);
      });
    }

    begin() {
      this.marks = [];
      this._turn("tapping", "tap");
      this.say(this.words.tapping);
      this._play(0);
    }

    tap() {
      if (this.state !== "tapping" || this.marks.length >= this.sentences.length) return;
      const last = this.marks.length ? this.marks[this.marks.length - 1] + APART : 0;
      const mark = Math.max(this.audio.currentTime - LATE, last);
      this.marks.push(Math.round(mark * 100) / 100);
      this._show();
      if (this.marks.length < this.sentences.length) return;
      this.say(this.words.whole);
      this.buttons.keep.focus();
    }

    undo() {
      const mark = this.marks.pop();
      this.say(fill(this.words.undone, { number: this.marks.length + 1 }));
      this._turn("tapping", "tap");
      this._play(Math.max(0, mark - BACK));
    }

    listen() {
      this.at = -1;
      this._turn("listening", "stop");
      this.say(this.words.listening);
      this._play(0);
    }

    stop() {
      this.audio.pause();
      this._over();
    }

    _follow() {
      if (this.state === "listening") {
        const at = this.marks.filter((mark) => mark <= this.audio.currentTime + 0.06).length - 1;
        if (at !== this.at) {
          this.at = at;
          this._show();
        }
      }
      this._draw();
    }

    _ended() {
      if (this.state === "still") return;
      this._over();
    }

    _over() {
      const isWhole = this.marks.length === this.sentences.length;
      const wasTapping = this.state === "tapping";
      this._turn("still", isWhole && !this.buttons.keep.hidden ? "keep" : "begin");
      if (!this.buttons.keep.hidden) this.buttons.keep.focus();
      const counts = { done: this.marks.length, count: this.sentences.length };
      if (wasTapping) this.say(isWhole ? this.words.whole : fill(this.words.partly, counts));
    }

    async keep() {
      this.audio.pause();
      const before = this.kept;
      if (!(await this._save(this.marks))) return;
      this.old = before;
      this._turn("still", "listen");
      this.say(this.words.kept);
    }

    async restore() {
      const { old } = this;
      if (!(await this._save(old))) return;
      this.old = null;
      this.marks = old.length === this.sentences.length ? [...old] : [];
      this._turn("still", "begin");
      this.say(this.words.restored);
    }

    // True when it is kept; what was tapped stays here in any case.
    async _save(marks) {
      this.state = "still";
      this.say(this.words.keeping);
      try {
        await this.save(marks);
        this.kept = [...marks];
        return true;
      } catch (error) {
        this._show();
        if (error instanceof hocso.Refused) this.say(error.message);
        else this.say(error instanceof hocso.SignedOut ? this.words.signed_out : this.words.not_kept);
        return false;
      }
    }
  }

  hocso.Marking = Marking;
})();
