// Seals and opens what this phone keeps of teams, and asks for the PIN of the session log where one is
// set: fetched where there is something to open or to seal.

import { askForPins, shutWhenUnused } from "../lib/vaultgate.js";
import { goOnUnlocked, guard, guardWithoutKeys } from "../lib/vaultguard.js";
import { keys } from "../lib/vaultkeys.js";
import { drawLock } from "../lib/vaultlock.js";
import { clearAway, photoBlob, photoSealed, sweepVault } from "../lib/vaultsweep.js";

// Rows that another page is just writing are converted the next time.
const LATER = 1000;

async function startVault() {
  try {
    // Over plain http a browser can seal nothing.
    if (!crypto.subtle) throw new Error("http");
    await keys.load();
  } catch (refused) {
    // A browser that keeps no key: then everything stays as it was.
    keys.row = null;
    self.hocsoVault = { guard: guardWithoutKeys };
    setTimeout(() => clearAway().catch(() => undefined), LATER);
    return;
  }
  const place = document.querySelector("[data-vault]");
  shutWhenUnused(Boolean(place));
  if (place) await askForPins();
  goOnUnlocked();
  setTimeout(() => sweepVault().catch(() => undefined), LATER);
  drawLock();
}

// For the other scripts of the page.
self.hocsoVault = { guard, photoBlob, photoSealed, canOpen: (kid) => keys.open.has(kid) };
self.hocsoVault.ready = startVault();
