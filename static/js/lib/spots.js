// Places on a drawn screen, in percent of the picture.

const FINGER = 48;

export function boxOf(spot) {
  return spot.dataset.box.split(" ").map(Number);
}

export function middleOf(spot) {
  const [x, y, width, height] = boxOf(spot);
  return [x + width / 2, y + height / 2];
}

// A tap counts for the smallest spot it is in; just beside one it counts for the nearest, because
// a finger is broader than many a drawn button.
export function spotAt(spots, x, y, frame) {
  const drawn = spots.filter((spot) => {
    const [left, top, width, height] = boxOf(spot);
    return x >= left && x <= left + width && y >= top && y <= top + height;
  });
  const size = (spot) => boxOf(spot)[2] * boxOf(spot)[3];
  if (drawn.length) return drawn.sort((a, b) => size(a) - size(b))[0];
  const far = (spot) => distance(spot, x, y, frame);
  const nearest = spots.slice().sort((a, b) => far(a) - far(b))[0];
  return nearest && far(nearest) < Infinity ? nearest : null;
}

// In pixels from the middle; endless beyond a finger's reach.
function distance(spot, x, y, frame) {
  const [, , width, height] = boxOf(spot);
  const [middleX, middleY] = middleOf(spot);
  const sideways = (Math.abs(x - middleX) * frame.width) / 100;
  const upright = (Math.abs(y - middleY) * frame.height) / 100;
  const reaches =
    sideways <= Math.max((width * frame.width) / 100, FINGER) / 2 &&
    upright <= Math.max((height * frame.height) / 100, FINGER) / 2;
  return reaches ? Math.hypot(sideways, upright) : Infinity;
}

// The same words, typed with or without marks, in any case.
export function sameText(typed, wanted) {
  return folded(typed) === folded(wanted);
}

function folded(text) {
  const bare = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d");
  return bare.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
}
