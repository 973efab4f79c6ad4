// Recording a voice where it is needed: record, look at it, listen, record again, drop, send; a file
// instead of the microphone. A take stays here until it is sent, and longer.
(() => {
  const hocso = window.hocso;
  const { make, fill } = hocso;
  const FAULTS = {
    NotAllowedError: "forbidden",
    SecurityError: "forbidden",
    NotFoundError: "no_microphone",
    OverconstrainedError: "no_microphone",
    NotReadableError: "busy",
    AbortError: "busy",
  };
  // What can be pressed while it is so; the first of them takes over the focus.
  const BUTTONS = {
    idle: ["record", "file", "back"],
    asking: [],
    recording: ["stop", "drop"],
    taken: ["use", "play", "again", "drop"],
    sending: ["play"],
    sent: ["play", "again", "file"],
  };
  // Where nothing else says which take counts, it can be dropped, and the one before taken back.
  const QUICK = { ...BUTTONS, sent: ["play", "again", "drop", "back", "file"] };
  const MAIN = ["record", "stop", "use"];

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // `options`: words, most (seconds), address(), title(), token(), sent(told, take); isQuick (sends
  // by itself) with dropped().
  class Recorder {
    constructor(options) {
      Object.assign(this, options);
      this.state = "idle";
      this.take = null;
      this.before = null; // What was dropped or recorded over.
      this.levels = [];
      this._build();
      this._show();
      if (!hocso.canRecord()) this.say(this.words.cannot);
      addEventListener("beforeunload", (event) => this.isUnsent() && event.preventDefault());
      addEventListener("online", () => this.isWaiting && this.element.isConnected && this.send());
    }

    isUnsent() {
      return this.element.isConnected && ["recording", "taken", "sending"].includes(this.state);
    }

    _build() {
      this.element = make("div", "recorder", { role: "group", "aria-label": this.words.group });
      this.canvas = make("canvas", "recorder-wave", { "aria-hidden": "true" });
      this.wave = new hocso.Wave(this.canvas);
      this.clock = make("span", "recorder-clock");
      this.said = make("p", "recorder-said", { role: "status" });
      this.progress = make("progress", "recorder-sent", { max: "1", "aria-label": this.words.sending });
      this.audio = make("audio", "");
      this.chooser = make("input", "recorder-file", { type: "file", tabindex: "-1", "aria-hidden": "true" });
      this.chooser.accept = "audio/*,.m4a,.amr,.3gp,.opus,.webm";
      const tools = make("div", "recorder-tools");
      this.buttons = {};
      for (const name of ["record", "stop", "use", "play", "again", "drop", "file", "back"]) {
        const quiet = MAIN.includes(name) ? "" : " button-secondary";
        const button = make("button", `button button-small${quiet}`, { type: "button", "data-record": name });
        button.textContent = this.words[`do_${name}`];
        button.addEventListener("click", () => this[name]());
        this.buttons[name] = button;
        tools.append(button);
      }
      this.element.append(this.canvas, this.clock, tools, this.progress, this.said, this.chooser);
      this.chooser.addEventListener("change", () => this._chosen());
      for (const name of ["timeupdate", "play", "pause", "ended"]) {
        this.audio.addEventListener(name, () => this._played());
      }
    }

    say(words) {
      this.said.textContent = words;
    }

    _turn(state) {
      const held = document.activeElement;
      const isHere = this.element.contains(held);
      this.state = state;
      this._show();
      const [first] = this._possible();
      if (isHere && held.hidden && first) this.buttons[first].focus();
    }

    _possible() {
      return (this.isQuick ? QUICK : BUTTONS)[this.state];
    }

    // How it stood before the microphone was opened.
    _before() {
      return !this.take ? "idle" : this.take.told ? "sent" : "taken";
    }

    _show() {
      for (const [name, button] of Object.entries(this.buttons)) {
        button.hidden = !this._possible().includes(name);
      }
      if (!this.take?.url) this.buttons.play.hidden = true;
      if (!hocso.canRecord()) this.buttons.record.hidden = this.buttons.again.hidden = true;
      if (!this.before) this.buttons.back.hidden = true;
      this.buttons.use.textContent = this.isWaiting ? this.words.do_send_again : this.words.do_use;
      this.element.dataset.state = this.state;
      this.progress.hidden = this.state !== "sending";
      const isSeen = this.state === "recording" || (this.take && this.state !== "idle");
      this.canvas.hidden = !isSeen;
      this.clock.hidden = !isSeen;
      if (isSeen && this.state !== "recording") this._played();
    }

    // ── Recording ───────────────────────────────────────────────────────────

    async record() {
      // One microphone: who goes on to the next is done with the one before.
      hocso.recording?.stop();
      hocso.recording = this;
      this.audio.pause();
      this._turn("asking");
      this.say(this.words.asking);
      this.levels = [];
      const microphone = new hocso.Microphone(
        (level, seconds) => this._heard(level, seconds),
        () => this.stop(this.words.cut),
      );
      this.microphone = microphone;
      try {
        await microphone.start();
        // A file was picked while it was asked for.
        if (this.microphone !== microphone) return void microphone.stop();
      } catch (error) {
        if (this.microphone !== microphone) return;
        this._turn(this._before());
        this.say(this.words[FAULTS[error.name] || "cannot"]);
        (this.take ? this.buttons.again : this.buttons.record).focus();
        return;
      }
      this._turn("recording");
      this.buttons.stop.focus();
      this.say(this.words.recording);
    }

    again() {
      return this.record();
    }

    _heard(level, seconds) {
      this.levels.push(level);
      this.wave.live(this.levels);
      this.clock.textContent = `${clock(seconds)} / ${clock(this.most)}`;
      if (seconds >= this.most) this.stop(fill(this.words.full, { minutes: Math.round(this.most / 60) }));
    }

    // Once the take is held, also when it was stopped before.
    stop(words) {
      if (this.state === "recording") this.ending = this._stop(words);
      return this.ending;
    }

    async _stop(words) {
      this.state = "asking";
      const blob = await this.microphone.stop();
      if (this.take) this.before = this.take;
      await this._hold(blob, "");
      const why = typeof words === "string" ? words : "";
      this.say(why || this.words.taken);
      if (!this.isQuick) return;
      await this.send();
      if (why && this.state === "sent") this.say(`${why} ${this.words.sent}`);
    }

    // ── A file instead ──────────────────────────────────────────────────────

    file() {
      this.chooser.click();
    }

    async _chosen() {
      const [file] = this.chooser.files;
      this.chooser.value = "";
      if (!file) return;
      // What is being recorded ends first: the file was picked after it, and is the one that counts.
      await this.stop();
      this.microphone = null;
      const isHere = this.element.contains(document.activeElement);
      this._turn("asking");
      const seconds = await hocso.seconds(file);
      const longest = Number(this.words.longest);
      if (seconds > longest) {
        // What stood here stands; an hour is too much for the page to open.
        const told = { name: file.name, minutes: Math.ceil(seconds / 60), most: longest / 60 };
        this._turn(this._before());
        this.say(fill(this.words.too_long, told));
      } else {
        if (this.take) this.before = this.take;
        await this._hold(file, file.name);
        this.say(fill(this.words.chosen, { name: file.name }));
      }
      if (isHere) this.buttons[this._possible()[0]].focus();
      if (seconds > longest) return;
      if (this.isQuick) await this.send();
    }

    async _hold(blob, name) {
      const heard = await hocso.heard(blob);
      this._lay({ blob, name, key: key(), ...heard });
    }

    _lay(take) {
      this.take = take;
      this.isWaiting = false;
      if (take.url) this.audio.src = take.url;
      else this.audio.removeAttribute("src");
      this._turn(take.told ? "sent" : "taken");
    }

    // A take that was sent before, perhaps from elsewhere; null for none.
    show(take) {
      this.audio.pause();
      this.say("");
      if (take) return this._lay(take);
      this.take = null;
      return this._turn("idle");
    }

    // ── What becomes of a take ──────────────────────────────────────────────

    play() {
      if (!this.audio.paused) return this.audio.pause();
      if (this.audio.ended) this.audio.currentTime = 0;
      return this.audio.play().catch(() => this.say(this.words.unheard));
    }

    _played() {
      const { currentTime, paused, duration } = this.audio;
      const whole = this.take.seconds || (Number.isFinite(duration) ? duration : 0);
      this.buttons.play.textContent = paused ? this.words.do_play : this.words.do_pause;
      this.wave.whole(this.take.peaks, whole && !(paused && !currentTime) ? currentTime / whole : 1);
      this.clock.textContent = paused ? clock(whole) : `${clock(currentTime)} / ${clock(whole)}`;
    }

    async drop() {
      this.audio.pause();
      if (this.state === "recording") {
        // What stood here before goes on standing.
        this.state = "asking";
        await this.microphone.stop();
        this.say("");
        return this._turn(this._before());
      }
      const [dropped, stood] = [this.take, this.before];
      this.before = dropped;
      this.isWaiting = false;
      if (!dropped.told && stood?.told) this._lay(stood);
      else {
        this.take = null;
        this._turn("idle");
        this.dropped?.();
      }
      this.say(this.words.dropped);
      return this.buttons.back.focus();
    }

    back() {
      const take = this.before;
      this.before = this.isQuick ? this.take : null;
      this._lay(take);
      this.say(take.told ? this.words.sent : this.words.taken);
      (take.told ? this.buttons.play : this.buttons.use).focus();
      if (take.told) this.sent(take.told, take);
    }

    use() {
      return this.send();
    }

    async send() {
      const address = this.address();
      if (!address) return this.say(this.words.unsaved);
      const take = this.take;
      if (!take || this.state === "sending") return undefined;
      this._turn("sending");
      this.progress.value = 0;
      this.say(this.words.sending);
      const body = new FormData();
      body.append("key", take.key);
      body.append("title", this.title());
      body.append("file", take.blob, take.name || "ghi.webm");
      try {
        const told = await hocso.upload(address, body, this.token(), (part) => (this.progress.value = part));
        take.told = told;
        if (!this.isQuick) this.before = null;
        this.isWaiting = false;
        this._turn("sent");
        this.say(this.words.sent);
        this.sent(told, take);
      } catch (error) {
        this._failed(error);
      }
      return undefined;
    }

    _failed(error) {
      const isRefused = error instanceof hocso.Refused;
      this.isWaiting = !isRefused;
      this._turn("taken");
      if (this.element.contains(document.activeElement)) this.buttons.use.focus();
      if (isRefused) this.say(error.message || this.words.not_sent);
      else this.say(error instanceof hocso.SignedOut ? this.words.signed_out : this.words.not_sent);
    }
  }

  Object.assign(hocso, { Recorder, clock });
})();
