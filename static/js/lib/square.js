// A square a phone's camera reads (QR, ISO/IEC 18004), drawn without a line: version 4, level L, mask 0,
// bytes; enough for an address of 78 signs.

const SIDE = 33;
const DATA = 80;
const CHECK = 20;
const LONGEST = 78;
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

function divisor() {
  const found = new Array(CHECK).fill(0);
  found[CHECK - 1] = 1;
  let root = 1;
  for (let turn = 0; turn < CHECK; turn += 1) {
    for (let place = 0; place < CHECK; place += 1) {
      found[place] = times(found[place], root);
      if (place + 1 < CHECK) found[place] ^= found[place + 1];
    }
    root = times(root, 2);
  }
  return found;
}

function checkOf(data) {
  const by = divisor();
  const rest = new Array(CHECK).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    by.forEach((one, place) => (rest[place] ^= times(one, factor)));
  }
  return rest;
}

function codewords(text) {
  const bytes = Array.from(new TextEncoder().encode(text));
  let bits = "0100" + bytes.concat().reduce((all, byte) => all + byte.toString(2).padStart(8, "0"), bytes.length.toString(2).padStart(8, "0"));
  bits = (bits + "0000").slice(0, DATA * 8);
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  const data = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  for (let pad = 0xec; data.length < DATA; pad ^= 0xec ^ 0x11) data.push(pad);
  return data.concat(checkOf(data));
}

// Rows of booleans, dark is true; null where the text is too long.
export function squareOf(text) {
  if (new TextEncoder().encode(text).length > LONGEST) return null;
  const dark = Array.from({ length: SIDE }, () => new Array(SIDE).fill(null));
  const put = (x, y, isDark) => {
    if (x >= 0 && y >= 0 && x < SIDE && y < SIDE) dark[y][x] = Boolean(isDark);
  };
  for (let place = 0; place < SIDE; place += 1) {
    put(6, place, place % 2 === 0);
    put(place, 6, place % 2 === 0);
  }
  const rings = (x, y, reach, light) => {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) put(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  };
  rings(3, 3, 4, [2, 4]);
  rings(SIDE - 4, 3, 4, [2, 4]);
  rings(3, SIDE - 4, 4, [2, 4]);
  rings(26, 26, 2, [1]);
  const bit = (place) => (FORMAT >> place) & 1;
  for (let place = 0; place < 15; place += 1) {
    const near = place < 6 ? place : place < 8 ? place + 1 : SIDE - 15 + place;
    put(8, near, bit(place));
    const far = place < 8 ? SIDE - 1 - place : place === 8 ? 7 : 14 - place;
    put(far, 8, bit(place));
  }
  put(8, SIDE - 8, true);
  const bits = codewords(text).map((byte) => byte.toString(2).padStart(8, "0")).join("");
  fillZigzag(dark, bits);
  return dark;
}

function fillZigzag(dark, bits) {
  let next = 0;
  for (let right = SIDE - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < SIDE; step += 1) {
      for (const x of [right, right - 1]) {
        const y = (right + 1) & 2 ? step : SIDE - 1 - step;
        if (dark[y][x] === null) {
          const isDark = bits[next] === "1";
          next += 1;
          dark[y][x] = (x + y) % 2 === 0 ? !isDark : isDark;
        }
      }
    }
  }
}

// Draw it black on white, whatever the page's colours are, into an empty <svg>.
export function drawSquare(svg, rows) {
  const side = SIDE + 2 * QUIET;
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? "M" + (x + QUIET) + " " + (y + QUIET) + "h1v1h-1z" : "")));
  svg.setAttribute("viewBox", "0 0 " + side + " " + side);
  svg.querySelector("path").setAttribute("d", path.join(""));
}
