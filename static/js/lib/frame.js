// What every page does; each page kind imports it first.

import "./keep.js";
import "./look.js";
import { whenSeen } from "./seen.js";

// What no paint waits for: the counter of unsent things, the neighbour to ring, an
// easier page.
function goOn() {
  // Where the line breaks now, the next page brings it.
  import(document.body.dataset.after).catch(() => undefined);
}

whenSeen(() => {
  if (document.readyState === "complete") goOn();
  else addEventListener("load", goOn);
});
