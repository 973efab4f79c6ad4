// Have the next page ready, when the line is free and the reader does not save data. Out of a kept
// course the browser makes it ready to the last stroke: the worker's rules name such links.

import { choseSaving, phoneSaves } from "./saving.js";

export function prefetch(address, kind = "document") {
  if (!address) return;
  const later = window.requestIdleCallback || ((work) => setTimeout(work, 1000));
  later(async () => {
    if (phoneSaves() || (await choseSaving())) return;
    const link = document.createElement("link");
    link.rel = "prefetch";
    link.as = kind;
    link.href = address;
    document.head.append(link);
    for (const way of document.querySelectorAll('a[href="' + address + '"]')) way.dataset.ahead = "";
  });
}
