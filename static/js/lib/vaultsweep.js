// Seals what an earlier release, or another key, left as it is, row by row and each at once or not at
// all; and clears away what has been with the province for a week.

import { isLog } from "./logrows.js";
import { OLD_HERE, isOfToday } from "./oldphone.js";
import { change } from "./store.js";
import { asLying } from "./vaultguard.js";
import { VAULT, keys } from "./vaultkeys.js";
import { isPhotoRow, isSecret, kidOf, openBytes, sealBytes } from "./vaultrows.js";

const A_WEEK = 7 * 86400000;

export async function sweepVault() {
  await clearAway();
  for (const row of await asLying(({ kv }) => kv.all())) {
    const { kid, key } = isSecret(row) ? keys.keyFor(row.who) : {};
    const before = kidOf(row);
    if (!key || before === kid || (before && !keys.open.has(before))) continue;
    await (isPhotoRow(row) ? sealPhotoAnew(row) : change(({ kv }) => writeAgain(kv, row.key)));
  }
  await dropLocks();
}

// Read with the key it has, written with the one it shall have.
async function writeAgain(kv, key) {
  const row = await kv.get(key);
  return row && kv.put(row);
}

async function sealPhotoAnew(row) {
  const blob = await photoBlob(row).catch(() => null);
  const sealed = blob && (await photoSealed({ ...row, blob }));
  if (!sealed) return;
  await change(async ({ kv }) => {
    const now = await kv.get(row.key);
    if (!now || kidOf(now) !== kidOf(row)) return;
    const { blob: bytes, iv, kid, type } = sealed;
    await kv.put({ ...now, blob: bytes, iv, kid, type });
  });
}

// A photo as it is to lie there.
export async function photoSealed(photo) {
  const key = keys.keyFor(photo.who);
  if (!key.key) return null;
  const { iv, bytes, kid } = await sealBytes(photo, key, await photo.blob.arrayBuffer());
  return { ...photo, blob: new Blob([bytes]), iv, kid, type: photo.blob.type };
}

// Its picture; throws where the browser has lost it.
export async function photoBlob(photo) {
  if (!photo.kid) return photo.blob;
  const bytes = await photo.blob.arrayBuffer();
  const { iv } = photo;
  return new Blob([await openBytes(photo, keys.open.get(photo.kid), { iv, bytes })], { type: photo.type });
}

// Photos that somebody took out of a log before it arrived; a week later the log itself, or at once where
// she has left the team. What is still to be sent stays, and what it needs. Of a team she has left no more
// than what is begun there needs; of an old phone's on another day, for on the same it may be used again.
export function clearAway() {
  return change(async ({ kv }) => {
    const all = await kv.all();
    const mayComeBack = isOfToday(all.find(({ key }) => key === "oldphone"));
    const stays = ({ gone }) => mayComeBack && gone === OLD_HERE;
    const rows = all.map((row) => (stays(row) ? { ...row, gone: false } : row));
    for (const row of rows.filter(isLog)) if (isSettled(row, rows)) await clearLog(kv, row, rows);
    for (const team of rows) if (team.gone && team.members) await stripTeam(kv, team, rows);
  });
}

// What is locked is looked at another day; of what is being mended everything is needed.
function isSettled(row, rows) {
  const isHers = (one) => isLog(one) && one.who === row.who && one.id === row.id;
  return row.state === "arrived" && Boolean(row.document) && !rows.some((one) => isHers(one) && one.unsent);
}

async function clearLog(kv, row, rows) {
  const photos = rows.filter((one) => isPhotoRow(one) && one.who === row.who && one.record === row.id);
  const isDue = ({ sha }) => Boolean((row.document.photos || {})[sha]);
  for (const photo of photos) if (!isDue(photo)) await kv.drop(photo.key);
  const knows = ({ key, who, gone }) => key.startsWith("team/" + row.team + ":") && who === row.who && !gone;
  const isOver = Date.now() - Date.parse(row.at) > A_WEEK || !rows.some(knows);
  if (isOver && !photos.some(isDue)) await kv.drop(row.key);
}

async function stripTeam(kv, team, rows) {
  const begun = rows.filter((row) => isLog(row) && row.who === team.who && row.team === team.code && row.unsent);
  if (!begun.length) return kv.drop(team.key);
  const helpers = begun.flatMap(({ document: said }) => (said && said.helpers) || []);
  const members = team.members.filter(({ id }) => helpers.includes(id));
  if (members.length === team.members.length && !team.venues.length) return undefined;
  return kv.put({ ...team, members, venues: [], codes: [], centres: [] });
}

// A lock that is taken off goes once no row needs its key.
async function dropLocks() {
  if (!keys.row.locks.some((lock) => lock.isGoing)) return;
  const row = await asLying(async ({ kv }) => {
    const used = (await kv.all()).map(kidOf);
    const now = await kv.get(VAULT);
    const next = { ...now, locks: now.locks.filter(({ isGoing, kid }) => !isGoing || used.includes(kid)) };
    await kv.put(next);
    return next;
  });
  keys.row = row;
}
