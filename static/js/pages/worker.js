// The service worker. CONFIG stands before this text: {release, shell: [{address, sha256}], teamShell,
// courseKeys, sealKey, pageHeaders, assetPolicy}.

import { download, drop, goOn, pause, standing } from "../worker/download.js";
import { entries } from "../worker/cabinet.js";
import {
  KITS_PAGE,
  LOG_PAGE,
  RULES_ADDRESS,
  answerFile,
  answerPage,
  answerRules,
  answerScript,
  isOldShell,
  shellName,
} from "../worker/serve.js";
import { dropKeys, heldKey, holdKey } from "../worker/holding.js";
import { seal } from "../worker/sealing.js";
import { give, take } from "../worker/sharing.js";
import { sha256 } from "../worker/trust.js";

// Pages that never stand on a phone: the editors' desk, files, and what programs ask for.
const PASSED_BY = /^\/(?:quan-tri|tai-lieu|media|api|healthz|readyz)(?:\/|$)/;
const COURSE_PAGE = /^\/hoc\/[^.]*\/$/;
const FILE = /^\/(?:static|tep)\//;

async function fetchShell(wanted) {
  const shell = await caches.open(shellName());
  for (const { address, sha256: expected } of wanted) {
    if (await shell.match(address)) continue;
    // Past what the browser keeps, which may be of the release before.
    const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
    const buffer = await answer.clone().arrayBuffer();
    if (answer.status !== 200 || (await sha256(buffer)) !== expected) throw new Error(address);
    await shell.put(address, answer);
  }
}

// The sheets for sessions as the province has written them by now; what is here stays without a line.
async function fetchKits() {
  const answer = await fetch(KITS_PAGE, { credentials: "omit" }).catch(() => null);
  if (answer && answer.status === 200) await (await caches.open(shellName())).put(KITS_PAGE, answer);
}

async function fetchTeamShell() {
  await fetchShell(CONFIG.teamShell);
  await fetchKits();
}

// What a phone of a team has of an older release it has of this one, too.
async function fetchShells() {
  const isOfTeam = await caches.match(LOG_PAGE, { ignoreSearch: true });
  await fetchShell(CONFIG.shell);
  if (isOfTeam) await fetchTeamShell();
}

async function takeOver() {
  for (const name of await caches.keys()) if (isOldShell(name)) await caches.delete(name);
  await self.clients.claim();
}

// One that cannot be read hides no other.
function oneOrNone(entry) {
  return standing(entry).catch(() => null);
}

const DUTIES = {
  list: async () => (await Promise.all((await entries()).map(oneOrNone))).filter(Boolean),
  download: ({ edition, first, films }) => download(edition, first, films),
  pause: ({ edition }) => pause(edition),
  drop: ({ edition }) => drop(edition),
  give: ({ edition }) => give(edition),
  take: ({ text }) => take(text),
  seal: ({ text }) => seal(text),
  holdKey,
  heldKey,
  dropKeys,
  team: fetchTeamShell,
  goOn,
};

self.addEventListener("install", (event) => {
  // Everything is named by what is in it, so an open page loses nothing to a newer worker.
  self.skipWaiting();
  event.waitUntil(fetchShells());
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("message", (event) => {
  // A page of a newer release may ask for what this worker does not know.
  const duty = DUTIES[event.data.do] || (() => Promise.reject(new Error("unknown")));
  const done = duty(event.data).then(
    (answer) => ({ answer }),
    (fault) => ({ fault: String(fault) }),
  );
  event.waitUntil(done.then((told) => event.ports[0] && event.ports[0].postMessage(told)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname === RULES_ADDRESS) event.respondWith(answerRules());
  else if (FILE.test(address.pathname)) event.respondWith(answerFile(request));
  else if (request.mode === "navigate" && !PASSED_BY.test(address.pathname)) {
    event.respondWith(answerPage(request));
  } else if (COURSE_PAGE.test(address.pathname)) event.respondWith(answerScript(request));
});
