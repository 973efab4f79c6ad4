// The worker that keeps courses on this phone: every page starts it, those that keep ask it.

const ANSWER_WITHIN = 30000;

// Only pages over https (or of this very machine) may have one.
export function canKeep() {
  return Boolean(navigator.serviceWorker && window.caches);
}

// Ask the worker to do something; its answer, or null where there is no worker or it fails.
export async function askWorker(message) {
  if (!canKeep()) return null;
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data.fault ? null : data.answer);
    setTimeout(() => resolve(null), ANSWER_WITHIN);
    active.postMessage(message, [port2]);
  });
}

// Hear how downloads stand, in every tab.
export function onKeeping(hear) {
  if (!window.BroadcastChannel) return;
  new BroadcastChannel("hocso-kept").onmessage = ({ data }) => hear(data);
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

async function startWorker() {
  try {
    await navigator.serviceWorker.register("/sw.js");
    askWorker({ do: "goOn" });
  } catch (refused) {
    // Learning goes on without it.
  }
}

function goOnKeeping() {
  if (!canKeep() || window !== top) return;
  if (document.readyState === "complete") startWorker();
  else addEventListener("load", () => setTimeout(startWorker, 0));
  addEventListener("online", () => askWorker({ do: "goOn" }));
}

goOnKeeping();
