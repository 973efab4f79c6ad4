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

// Of the parts of `root` that belong to some state, show those of this one.
export function showState(root, state) {
  for (const part of root.querySelectorAll("[data-at]")) {
    part.hidden = !part.dataset.at.split(" ").includes(state);
  }
}
