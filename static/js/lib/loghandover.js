// Sessions that cannot be sent from here, in a sealed file that another phone brings to the province.
// Nothing is dropped for it: the phone compares with the province once it has a line.

import { giveFile } from "./givefile.js";
import { askWorker, canKeep } from "./keep.js";
import { logs } from "./logrows.js";
import { asSubmission, withOffset } from "./logsent.js";
import { ofPass } from "./pass.js";
import { change } from "./store.js";
import { unsealed } from "./unsealed.js";

// What the province takes in one file, the first logged first.
const MOST_HANDED = 200;
const SEALED_SOON = 10000;

// What would go into a file now: the ticket that says whose it is, and her finished logs.
export async function toHand() {
  const { mine, rows } = await logs();
  const { owner, ticket } = await change(ofPass);
  const waiting = rows.filter((row) => row.state === "waiting");
  const isHers = canKeep() && ticket && owner === mine;
  return { ticket, waiting: isHers ? waiting.slice(0, MOST_HANDED) : [] };
}

// {name, state, inside}: what became of the file as `giveFile` tells, and how many sessions are in it;
// null where none could be made.
export async function handLogs() {
  // She may be quicker than what opens them.
  await unsealed();
  const { ticket, waiting } = await toHand();
  if (!waiting.length) return null;
  const sent_at = withOffset(Date.now());
  const told = { version: 1, ticket, sent_at, sessions: waiting.map(asSubmission) };
  const text = await askWorker({ do: "seal", text: JSON.stringify(told) }, SEALED_SOON);
  if (!text) return null;
  const name = "buoi-ghi-" + sent_at.slice(0, 10) + ".hocso.txt";
  const state = await giveFile(name, text);
  return { name, state, inside: new Set(waiting.map(({ id }) => id)).size };
}
