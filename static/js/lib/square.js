// Squares a phone's camera reads (QR, ISO/IEC 18004), drawn without a line: level L, mask 0.
//
// The small one (version 4) holds an address of 78 bytes; the large one (version 10) 395 signs of its
// 45, for a series of squares.

const SMALL = { side: 33, check: 20, blocks: [80], rings: [[26, 26]], version: 0 };
const LARGE = {
  side: 57,
  check: 18,
  blocks: [68, 68, 69, 69],
  rings: [[6, 28], [28, 6], [28, 28], [28, 50], [50, 28], [50, 50]],
  version: 0x0a4d3,
};
const MOST_BYTES = 78;
const MOST_SIGNS = 395;
const SIGNS_OF_45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const FIELD = 0x11d;
// Level L and mask 0 with their own check.
const FORMAT = 0x77c4;
const QUIET = 4;

function times(one, other) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * FIELD);
    product ^= ((other >> bit) & 1) * one;
  }
  return product;
}

function divisor(length) {
  const found = new Array(length).fill(0);
  found[length - 1] = 1;
  let root = 1;
  for (let turn = 0; turn < length; turn += 1) {
    for (let place = 0; place < length; place += 1) {
      found[place] = times(found[place], root);
      if (place + 1 < length) found[place] ^= found[place + 1];
    }
    root = times(root, 2);
  }
  return found;
}

function checkOf(data, by) {
  const rest = new Array(by.length).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    by.forEach((one, place) => (rest[place] ^= times(one, factor)));
  }
  return rest;
}

function inBits(value, length) {
  return value.toString(2).padStart(length, "0");
}

function bitsOfBytes(bytes) {
  return "0100" + inBits(bytes.length, 8) + bytes.map((byte) => inBits(byte, 8)).join("");
}

function bitsOfSigns(text) {
  let bits = "0010" + inBits(text.length, 11);
  for (let place = 0; place < text.length; place += 2) {
    const [one, other] = [text[place], text[place + 1]].map((sign) => SIGNS_OF_45.indexOf(sign));
    bits += place + 1 < text.length ? inBits(45 * one + other, 11) : inBits(one, 6);
  }
  return bits;
}

// Data and its checks, block by block, woven into each other.
function codewords(told, { blocks, check }) {
  const room = blocks.reduce((sum, length) => sum + length);
  let bits = (told + "0000").slice(0, room * 8);
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  const bytes = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  for (let pad = 0xec; bytes.length < room; pad ^= 0xec ^ 0x11) bytes.push(pad);
  const by = divisor(check);
  let from = 0;
  const parts = blocks.map((length) => bytes.slice(from, (from += length)));
  const checks = parts.map((part) => checkOf(part, by));
  const woven = [];
  for (const lists of [parts, checks]) {
    const longest = Math.max(...lists.map((list) => list.length));
    for (let place = 0; place < longest; place += 1) {
      for (const list of lists) if (place < list.length) woven.push(list[place]);
    }
  }
  return woven;
}

// Rows of booleans, dark is true.
function drawn(told, kind) {
  const { side, rings, version } = kind;
  const dark = Array.from({ length: side }, () => new Array(side).fill(null));
  const put = (x, y, isDark) => {
    if (x >= 0 && y >= 0 && x < side && y < side) dark[y][x] = Boolean(isDark);
  };
  for (let place = 0; place < side; place += 1) {
    put(6, place, place % 2 === 0);
    put(place, 6, place % 2 === 0);
  }
  const ring = (x, y, reach, light) => {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) put(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  };
  for (const [x, y] of rings) ring(x, y, 2, [1]);
  ring(3, 3, 4, [2, 4]);
  ring(side - 4, 3, 4, [2, 4]);
  ring(3, side - 4, 4, [2, 4]);
  putFormat(put, side);
  for (let place = 0; version && place < 18; place += 1) {
    const [near, far] = [Math.floor(place / 3), side - 11 + (place % 3)];
    put(near, far, (version >> place) & 1);
    put(far, near, (version >> place) & 1);
  }
  fillZigzag(dark, codewords(told, kind).map((byte) => inBits(byte, 8)).join(""));
  return dark;
}

function putFormat(put, side) {
  const bit = (place) => (FORMAT >> place) & 1;
  for (let place = 0; place < 15; place += 1) {
    const near = place < 6 ? place : place < 8 ? place + 1 : side - 15 + place;
    put(8, near, bit(place));
    const far = place < 8 ? side - 1 - place : place === 8 ? 7 : 14 - place;
    put(far, 8, bit(place));
  }
  put(8, side - 8, true);
}

function fillZigzag(dark, bits) {
  const side = dark.length;
  let next = 0;
  for (let right = side - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < side; step += 1) {
      for (const x of [right, right - 1]) {
        const y = (right + 1) & 2 ? step : side - 1 - step;
        if (dark[y][x] === null) {
          const isDark = bits[next] === "1";
          next += 1;
          dark[y][x] = (x + y) % 2 === 0 ? !isDark : isDark;
        }
      }
    }
  }
}

// Rows for any text; null where it is too long.
export function squareOf(text) {
  const bytes = Array.from(new TextEncoder().encode(text));
  return bytes.length > MOST_BYTES ? null : drawn(bitsOfBytes(bytes), SMALL);
}

// Rows for a text of those 45 signs; null where it is too long.
export function largeSquareOf(text) {
  return text.length > MOST_SIGNS ? null : drawn(bitsOfSigns(text), LARGE);
}

// Draw it black on white, whatever the page's colours are, into an empty <svg>.
export function drawSquare(svg, rows) {
  const side = rows.length + 2 * QUIET;
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? "M" + (x + QUIET) + " " + (y + QUIET) + "h1v1h-1z" : "")));
  svg.setAttribute("viewBox", "0 0 " + side + " " + side);
  svg.querySelector("path").setAttribute("d", path.join(""));
}
