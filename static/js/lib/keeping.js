// What pages say of courses kept on this phone.

import { askWorker } from "./keep.js";

const LONG_SILENCE = 70000;

// Hear how downloads stand, in every tab. A browser may end a worker in the middle of one; where
// nothing is heard for a while, it is woken.
export function onKeeping(hear) {
  if (!window.BroadcastChannel) return;
  let silence = 0;
  new BroadcastChannel("hocso-kept").onmessage = ({ data }) => {
    clearTimeout(silence);
    if (data.state === "loading") silence = setTimeout(() => askWorker({ do: "goOn" }), LONG_SILENCE);
    hear(data);
  };
}

// "412 KB", "3,2 MB".
export function weight(bytes) {
  if (bytes < 1e6) return Math.max(1, Math.round(bytes / 1e3)) + " KB";
  const unit = bytes < 1e9 ? [1e6, " MB"] : [1e9, " GB"];
  return (bytes / unit[0]).toFixed(1).replace(".", ",") + unit[1];
}

// Of the parts of `root` that belong to some state, show those of this one.
export function showState(root, state) {
  for (const part of root.querySelectorAll("[data-at]")) {
    part.hidden = !part.dataset.at.split(" ").includes(state);
  }
}
