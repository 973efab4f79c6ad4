// Sends what this phone keeps from the pages that leave it to this script (sendafter.js).

import { refreshMe } from "./me.js";
import { keepSending, sendSoon } from "./outbox.js";

async function startSending() {
  const { sends } = document.body.dataset;
  if (sends === undefined) return;
  document.addEventListener("hocso:kept", () => sendSoon());
  if (sends) await refreshMe();
  keepSending();
}

startSending();
