// A photo made small on the phone: at most 1,600 points and 150 KB, and by being drawn anew without
// whatever the camera wrote into it.

const MOST_BYTES = 150 * 1024;
// Longest side and quality: the best that fits.
const STEPS = [[1600, 0.82], [1600, 0.7], [1600, 0.58], [1280, 0.6], [1024, 0.55], [800, 0.5], [640, 0.4]];

async function opened(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (unknown) {
    // An older browser turns it by itself and does not know the word.
    return createImageBitmap(file);
  }
}

function drawn(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d", { alpha: false });
  // What shines through is paper.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function encoded(canvas, quality) {
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

// The small photo, or null for what is none.
export async function shrunk(file) {
  let bitmap = null;
  try {
    bitmap = await opened(file);
    let canvas = null;
    let before = 0;
    for (const [side, quality] of STEPS) {
      if (side !== before) canvas = drawn(bitmap, side);
      before = side;
      const blob = await encoded(canvas, quality);
      if (blob && blob.size <= MOST_BYTES) return blob;
    }
    return null;
  } catch (unreadable) {
    return null;
  } finally {
    if (bitmap && bitmap.close) bitmap.close();
  }
}

// Show the photo in this canvas.
export async function showPhoto(canvas, blob) {
  const bitmap = await createImageBitmap(blob);
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  bitmap.close();
}

export async function hashOf(blob) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
