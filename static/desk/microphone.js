// A take from the microphone: recorded, drawn while it is and after, made fit to be listened to here.
(() => {
  const hocso = (window.hocso = window.hocso || {});
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
  const EVERY = 60; // Milliseconds between two strokes.
  const RATE = 22050;
  const STROKE = 4; // Pixels from one stroke to the next.
  const MOST_OPENED = 12 * 1024 * 1024;
  const PATIENCE = 4000;

  const isPossible = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

  class Microphone {
    // `heard(level, seconds)` many times a second, `ended()` when the microphone goes away by itself.
    constructor(heard, ended) {
      Object.assign(this, { heard, ended });
    }

    async start() {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      try {
        this._record();
      } catch (error) {
        this._close();
        throw error;
      }
    }

    _record() {
      const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported?.(kind));
      this.recorder = new MediaRecorder(this.stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 48000 });
      this.parts = [];
      this.recorder.addEventListener("dataavailable", ({ data }) => data.size && this.parts.push(data));
      const [track] = this.stream.getAudioTracks();
      track.addEventListener("ended", () => this.recorder.state !== "inactive" && this.ended());
      this._listen();
      // In pieces, so that what was said is there whatever happens.
      this.recorder.start(1000);
      this.began = performance.now();
      this.timer = setInterval(() => this.heard(this._level(), this.seconds()), EVERY);
    }

    seconds() {
      return (performance.now() - this.began) / 1000;
    }

    _listen() {
      const Context = window.AudioContext || window.webkitAudioContext;
      if (!Context) return;
      this.context = new Context();
      this.analyser = this.context.createAnalyser();
      this.analyser.fftSize = 1024;
      this.context.createMediaStreamSource(this.stream).connect(this.analyser);
      this.points = new Uint8Array(this.analyser.fftSize);
    }

    _level() {
      if (!this.analyser) return 0;
      this.analyser.getByteTimeDomainData(this.points);
      return this.points.reduce((most, point) => Math.max(most, Math.abs(point - 128)), 0) / 128;
    }

    // The take; whatever was recorded, also when the microphone is gone.
    stop() {
      clearInterval(this.timer);
      return new Promise((done) => {
        const finish = () => {
          this._close();
          done(new Blob(this.parts, { type: this.recorder.mimeType || "audio/webm" }));
        };
        if (this.recorder.state === "inactive") return finish();
        this.recorder.addEventListener("stop", finish);
        this.recorder.stop();
      });
    }

    _close() {
      clearInterval(this.timer);
      this.stream.getTracks().forEach((track) => track.stop());
      this.context?.close();
    }
  }

  // How many seconds a file says it lasts; 0 where it says nothing, or this browser cannot read it.
  function seconds(blob) {
    const sound = new Audio();
    const url = URL.createObjectURL(blob);
    return new Promise((done) => {
      const told = () => {
        URL.revokeObjectURL(url);
        done(Number.isFinite(sound.duration) ? sound.duration : 0);
      };
      sound.preload = "metadata";
      sound.addEventListener("loadedmetadata", told);
      sound.addEventListener("error", told);
      // A phone that saves power may not look into it until somebody plays it.
      setTimeout(told, PATIENCE);
      sound.src = url;
    });
  }

  // Points of a take, how loud each part of it is, and an address that can be played from anywhere:
  // what a recorder writes tells neither its length nor where its parts lie.
  async function heard(blob) {
    const plain = { url: URL.createObjectURL(blob), seconds: 0, peaks: [] };
    const Offline = window.OfflineAudioContext || window.webkitOfflineAudioContext;
    // Laid open it takes a hundred times the memory.
    if (!Offline || blob.size > MOST_OPENED) return plain;
    try {
      const bytes = await blob.arrayBuffer();
      const sound = await new Offline(1, 1, RATE).decodeAudioData(bytes);
      const points = sound.getChannelData(0);
      URL.revokeObjectURL(plain.url);
      return { url: URL.createObjectURL(wav(points)), seconds: sound.duration, peaks: peaks(points) };
    } catch {
      // A kind this browser does not read; it may play it all the same.
      return plain;
    }
  }

  function peaks(points, count = 400) {
    const each = Math.max(1, Math.floor(points.length / count));
    const found = [];
    for (let at = 0; at + each <= points.length; at += each) {
      let most = 0;
      for (let one = at; one < at + each; one += 4) most = Math.max(most, Math.abs(points[one]));
      found.push(most);
    }
    return found;
  }

  function wav(points) {
    const bytes = new DataView(new ArrayBuffer(44 + points.length * 2));
    const write = (at, words) => [...words].forEach((sign, i) => bytes.setUint8(at + i, sign.charCodeAt(0)));
    write(0, "RIFF");
    bytes.setUint32(4, 36 + points.length * 2, true);
    write(8, "WAVEfmt ");
    bytes.setUint32(16, 16, true);
    bytes.setUint16(20, 1, true);
    bytes.setUint16(22, 1, true);
    bytes.setUint32(24, RATE, true);
    bytes.setUint32(28, RATE * 2, true);
    bytes.setUint16(32, 2, true);
    bytes.setUint16(34, 16, true);
    write(36, "data");
    bytes.setUint32(40, points.length * 2, true);
    points.forEach((point, at) => bytes.setInt16(44 + at * 2, Math.max(-1, Math.min(1, point)) * 32767, true));
    return new Blob([bytes.buffer], { type: "audio/wav" });
  }

  // Strokes on a canvas: how loud it is, how far it was played, where sentences begin.
  class Wave {
    constructor(canvas) {
      this.canvas = canvas;
    }

    live(levels) {
      const room = Math.floor(this._clear() / STROKE);
      this._strokes(levels.slice(-room), STROKE, 1);
    }

    whole(levels, played = 0, marks = []) {
      const width = this._clear();
      const room = Math.max(1, Math.floor(width / STROKE));
      const each = levels.length / room;
      const drawn = Array.from({ length: Math.min(room, levels.length) }, (_one, at) =>
        Math.max(0, ...levels.slice(Math.floor(at * each), Math.max(Math.floor((at + 1) * each), Math.floor(at * each) + 1))),
      );
      this._strokes(drawn, width / Math.max(1, drawn.length), played);
      const pen = this.canvas.getContext("2d");
      pen.globalAlpha = 1;
      marks.forEach((mark) => pen.fillRect(Math.round(mark * width), 0, 2, this.canvas.height));
    }

    _clear() {
      const scale = window.devicePixelRatio || 1;
      const { clientWidth, clientHeight } = this.canvas;
      Object.assign(this.canvas, { width: clientWidth * scale, height: clientHeight * scale });
      const pen = this.canvas.getContext("2d");
      pen.scale(scale, scale);
      pen.fillStyle = getComputedStyle(this.canvas).color;
      return clientWidth;
    }

    // What was played is darker than what is to come.
    _strokes(levels, broad, played) {
      const pen = this.canvas.getContext("2d");
      const tall = this.canvas.clientHeight;
      levels.forEach((level, at) => {
        pen.globalAlpha = at / levels.length <= played ? 1 : 0.45;
        const high = Math.max(2, Math.min(1, Math.sqrt(level)) * tall);
        pen.fillRect(at * broad, (tall - high) / 2, Math.max(1, broad - 1.5), high);
      });
    }
  }

  Object.assign(hocso, { Microphone, Wave, heard, seconds, canRecord: isPossible });
})();
