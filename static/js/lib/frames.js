// Bytes as a running series of squares. Each frame says which series it is of, which one it is and how
// many there are, so they may be read in any order, and what was missed comes round again:
// HSO1 <series: 8 signs> <nth: 3 digits> <count: 3 digits> <bytes in base 32>.

const FRAME_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const FRAME_OF_US = /^HSO1([A-Z2-7]{8})(\d{3})(\d{3})([A-Z2-7]+)$/;
const FRAME_BYTES = 230;
const SERIES_BYTES = 5;
// More would keep two people holding their phones for a minute.
export const MOST_FRAMES = 90;

export function inSigns(bytes) {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += FRAME_SIGNS[(held >> (bits - 5)) & 31];
    held &= 255;
  }
  return bits ? text + FRAME_SIGNS[(held << (5 - bits)) & 31] : text;
}

export function fromSigns(text) {
  const bytes = [];
  let held = 0;
  let bits = 0;
  for (const sign of text) {
    held = ((held << 5) | FRAME_SIGNS.indexOf(sign)) & 4095;
    bits += 5;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 255);
  }
  return new Uint8Array(bytes);
}

// What the whole is checked by once it is together.
async function seriesOf(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return inSigns(new Uint8Array(digest).slice(0, SERIES_BYTES));
}

export async function framesOf(bytes) {
  const series = await seriesOf(bytes);
  const count = Math.ceil(bytes.length / FRAME_BYTES);
  const three = (number) => String(number).padStart(3, "0");
  return Array.from({ length: count }, (_, place) => {
    const part = bytes.slice(place * FRAME_BYTES, (place + 1) * FRAME_BYTES);
    return "HSO1" + series + three(place + 1) + three(count) + inSigns(part);
  });
}

export class FrameReader {
  constructor() {
    this.series = "";
    this.count = 0;
    this.parts = new Map();
  }

  // Whether the text is one of our frames at all. Of another series all begins anew.
  take(text) {
    const found = FRAME_OF_US.exec(text);
    if (!found) return false;
    const [, series, nth, count, signs] = found;
    if (series !== this.series) {
      Object.assign(this, { series, count: Number(count) });
      this.parts.clear();
    }
    this.parts.set(Number(nth), signs);
    return true;
  }

  get isWhole() {
    return this.count > 0 && this.parts.size === this.count;
  }

  // All bytes; null where they are not those that were shown.
  async bytes() {
    const parts = Array.from({ length: this.count }, (_, place) => fromSigns(this.parts.get(place + 1) || ""));
    const whole = new Uint8Array(parts.flatMap((part) => Array.from(part)));
    return (await seriesOf(whole)) === this.series ? whole : null;
  }
}
