// The camera looks for the square of a learning card, where the browser can read one.

const LOOKS_EVERY = 250;

export function canLook() {
  return Boolean(window.BarcodeDetector && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
}

// Look until `found` says true of a text or `stop` is called; the returned function stops it.
// Rejects where the camera is not given.
export async function lookForCards(video, found, every = LOOKS_EVERY) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let timer = 0;
  const stop = () => {
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  const look = async () => {
    const codes = await detector.detect(video).catch(() => []);
    if (!video.srcObject) return;
    for (const { rawValue } of codes) if (found(rawValue)) return stop();
    timer = setTimeout(look, every);
  };
  video.srcObject = stream;
  await video.play();
  look();
  return stop;
}
