// What this phone keeps of teams lies sealed (docs/decisions/0910). What seals and opens it is fetched
// where there is such a thing, or will be in a moment.

import { bring } from "./bring.js";
import { isOfTeam } from "./holder.js";
import { change } from "./store.js";

// Before the first row of a team is read or written. On the pages of the session log it asks for the PIN
// where one is set; elsewhere what is locked stays so.
export async function unsealed(isNew) {
  if (!self.hocsoVault) {
    if (!isNew && !(await change(({ kv }) => kv.all())).some(isOfTeam)) return;
    await bring("vault");
  }
  if (self.hocsoVault) await self.hocsoVault.ready;
}
