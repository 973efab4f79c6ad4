// Makes the sealed file for who asks: fetched when somebody does, and kept with the page of it.

import { handOver } from "../lib/handover.js";

document.addEventListener("hocso:hand", ({ detail }) => {
  handOver().then(detail, () => detail(null));
});
