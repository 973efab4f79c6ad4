// What every page does; each page kind imports it first.

import "./keep.js";
import "./look.js";

// What no paint waits for: the counter of unsent things, the neighbour to ring, an
// easier page.
function goOn() {
  import(document.body.dataset.after);
}

if (document.readyState === "complete") goOn();
else addEventListener("load", goOn);
