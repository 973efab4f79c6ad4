// The voice of one screen of a lesson made from pictures: recorded in place and sent at once; what
// another device recorded or dropped is shown as well.
(() => {
  const hocso = window.hocso;
  const EVERY = 2500;

  class Spoken {
    // `options`: words, most (seconds), address, token, title(), keep(the voice's number or null).
    constructor(options) {
      Object.assign(this, options);
      this.id = null;
      this.recorder = new hocso.Recorder({
        words: this.words,
        most: this.most,
        isQuick: true,
        address: () => this.address,
        title: this.title,
        token: () => this.token,
        sent: (told) => this._sent(told),
        dropped: () => this._turn(null),
      });
      this.element = this.recorder.element;
    }

    isUnsent() {
      return this.recorder.isUnsent();
    }

    _turn(id) {
      this.id = id;
      this.keep(id);
    }

    _sent(told) {
      this._turn(told.id);
      this._follow(told);
    }

    // As the sketch stands now; a take that is not sent yet is left alone.
    show(id, told) {
      if (id === this.id || this.isUnsent()) return;
      this.id = id;
      if (!id) return this.recorder.show(null);
      this._lay(told || { id, state: "failed", error: this.words.gone, url: "" });
    }

    _lay(told) {
      const take = { key: "", name: "", url: told.url, seconds: 0, peaks: [], told };
      this.recorder.show(take);
      if (told.url) this._fetch(take);
      else this._follow(told);
    }

    async _fetch(take) {
      try {
        const answer = await fetch(take.url);
        if (!answer.ok) return;
        Object.assign(take, await hocso.heard(await answer.blob()));
      } catch {
        // It is played from its address, without a drawing.
        return;
      }
      if (this.recorder.take === take && this.recorder.audio.paused) this.recorder.show(take);
    }

    // Until it is known whether anybody can hear it.
    _follow(told) {
      if (this.id !== told.id || this.isUnsent()) return;
      const { recorder, words } = this;
      if (told.state === "failed") return recorder.say(told.error);
      if (told.state === "ready") return recorder.take.url ? undefined : this._lay(told);
      if (!recorder.take.url) recorder.say(words.making);
      setTimeout(async () => {
        const address = words.state.replace("/0/", `/${told.id}/`);
        this._follow(await hocso.ask(address, undefined, this.token).catch(() => told));
      }, EVERY);
    }
  }

  Object.assign(hocso, { Spoken });
})();
