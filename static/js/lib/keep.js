// The worker that keeps courses on this phone: every page starts it, those that keep ask it.

const READY_WITHIN = 8000;
const ANSWER_WITHIN = 120000;

// Only pages over https (or of this very machine) may have one.
export function canKeep() {
  return Boolean(navigator.serviceWorker && window.caches);
}

// Ask the worker to do something; its answer, or null where there is no worker or it fails.
export async function askWorker(message, within = ANSWER_WITHIN) {
  if (!canKeep()) return null;
  // Where the browser lets none start, it is never ready.
  const late = new Promise((resolve) => setTimeout(resolve, READY_WITHIN));
  const ready = await Promise.race([navigator.serviceWorker.ready, late]);
  if (!ready) return null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data.fault ? null : data.answer);
    setTimeout(() => resolve(null), within);
    ready.active.postMessage(message, [port2]);
  });
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
