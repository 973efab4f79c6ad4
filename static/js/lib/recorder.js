// Records what somebody says, a minute at most, and plays it again.

const MOST_SECONDS = 60;
const BITS = 24000;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export function canRecord() {
  return Boolean(window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
}

export class Recorder {
  constructor(told) {
    this.told = told;
    this.running = null;
    this.take = null;
  }

  // Rejects where the phone or the person allows no microphone.
  async begin() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const running = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
    const parts = [];
    const since = Date.now();
    const seconds = () => Math.min(MOST_SECONDS, Math.round((Date.now() - since) / 1000));
    const clock = setInterval(() => {
      this.told("recording", seconds());
      if (seconds() >= MOST_SECONDS) this.end();
    }, 500);
    running.ondataavailable = ({ data }) => parts.push(data);
    let isOver;
    this.over = new Promise((done) => (isOver = done));
    running.onstop = async () => {
      clearInterval(clock);
      for (const track of stream.getTracks()) track.stop();
      this.running = null;
      const bytes = await new Blob(parts).arrayBuffer();
      this.take = bytes.byteLength ? { bytes, seconds: seconds() } : null;
      this.told(this.take ? "recorded" : "silent", seconds());
      isOver();
    };
    this.running = running;
    running.start();
    this.told("recording", 0);
  }

  // Done once the take is there.
  async end() {
    if (this.running && this.running.state !== "inactive") this.running.stop();
    await this.over;
  }

  drop() {
    this.take = null;
    this.stopPlaying();
  }

  // Through the sound of the page: it may load no media that is not of our own site.
  async play() {
    this.stopPlaying();
    const context = new (window.AudioContext || window.webkitAudioContext)();
    const source = context.createBufferSource();
    source.buffer = await new Promise((done, failed) => context.decodeAudioData(this.take.bytes.slice(0), done, failed));
    source.connect(context.destination);
    source.start();
    this.playing = context;
  }

  stopPlaying() {
    if (this.playing) this.playing.close();
    this.playing = null;
  }
}
