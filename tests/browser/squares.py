"""A camera that sees what a test puts before it, and what another phone locked."""

CAMERA = """
window.cameraSees = [];
window.BarcodeDetector = class {
  async detect() {
    const rawValue = window.cameraSees.shift();
    return rawValue ? [{ rawValue }] : [];
  }
};
const canvas = document.createElement("canvas");
canvas.getContext("2d");
setInterval(() => canvas.getContext("2d").fillRect(0, 0, 9, 9), 50);
navigator.mediaDevices.getUserMedia = async () => {
  if (window.cameraRefused) throw new Error("refused");
  return canvas.captureStream(5);
};
"""
# What another phone made, locked with the code ABCDEFGH.
LOCK = """async (parcel) => {
  const bytes = new TextEncoder().encode(JSON.stringify(parcel));
  const [salt, iv] = [new Uint8Array(16), new Uint8Array(12)];
  const code = new TextEncoder().encode("ABCDEFGH");
  const base = await crypto.subtle.importKey("raw", code, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: 600000 };
  const aes = { name: "AES-GCM", length: 256 };
  const key = await crypto.subtle.deriveKey(how, base, aes, false, ["encrypt"]);
  const told = new Uint8Array([0, ...bytes]);
  const all = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, told);
  return [...salt, ...iv, ...new Uint8Array(all)];
}"""
HEAR_SQUARES = """
window.shown = new Set();
document.addEventListener("hocso:square", ({ detail }) => window.shown.add(detail.text));
"""
