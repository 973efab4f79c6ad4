// What one phone of a team hands to another: the sessions it holds that the province has not got, drafts
// too, without their photos. Ids and revisions stay, so whoever sends first and however often, the
// province counts each once.

import { ownKey } from "./holder.js";
import { uuid7 } from "./ids.js";
import { dropLog, putBack } from "./logdropping.js";
import { keyOf } from "./logdraft.js";
import { logs } from "./logrows.js";
import { keep, kept } from "./store.js";
import { knownTeams } from "./teamdata.js";

const PARCEL = 1;
// As many as two people hold their phones for; more go by file.
export const MOST_SHOWN = 20;
const UNSENT_STATES = ["draft", "waiting", "mend"];
const AN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// What could not be opened here cannot be handed over.
function isUnsent({ state, document: said }) {
  return UNSENT_STATES.includes(state) && Boolean(said) && typeof said === "object";
}

// Whatever made the parcel: nothing else is taken in as a row of the log book.
function isRow(row) {
  return Boolean(row) && AN_ID.test(row.id) && Number.isInteger(row.rev) && row.rev > 0 && isUnsent(row);
}

function sessionsIn(rows) {
  return new Set(rows.map(({ id }) => id)).size;
}

// The newest of each session, for a list of them.
export function newestOf(rows) {
  return rows.filter((row) => !rows.some(({ id, rev }) => id === row.id && rev > row.rev));
}

// {mine, rows, count, photos}: what this phone would hand over now.
export async function toGive() {
  const { mine, rows } = await logs();
  const wanted = rows.filter((row) => isUnsent(row) && !row.trial);
  const hasPhotos = wanted.some((row) => Object.keys(row.document.photos || {}).length > 0);
  return { mine, rows: wanted, count: sessionsIn(wanted), hasPhotos };
}

// Photos of a draft stay where they were taken; what is finished never changes, and names them.
function handed({ id, rev, base, turn, order, state, team, version, app, at, why, desk, taken, document: said }) {
  const { photos, ...rest } = said;
  const row = { id, rev, base, turn, order, state, team, version, app, at, why, desk, taken };
  return { ...row, document: state === "waiting" ? said : rest };
}

export async function parcelText({ mine, rows }) {
  const me = await kept("me");
  const { id } = (await kept("device")) || {};
  const name = me && me.person && me.person.id === mine ? me.person.name : "";
  return JSON.stringify({ parcel: PARCEL, by: { id: mine, name }, phone: id, rows: rows.map(handed) });
}

// What was locked on another phone; null where it is nothing of ours.
export function parcelOf(text) {
  try {
    const told = JSON.parse(text);
    const isOurs = told.parcel === PARCEL && Array.isArray(told.rows) && told.by;
    return isOurs ? { ...told, rows: told.rows.filter(isRow).map(handed) } : null;
  } catch (broken) {
    return null;
  }
}

// {fresh, known, foreign}: rows this phone has not got yet, how many sessions it has already, and how
// many are of teams whose lists it has not got; `isNobody` where it knows neither person nor team,
// `isOwn` where the same person held the other phone.
export async function looked(parcel) {
  const { mine, rows } = await logs();
  const teams = (await knownTeams()).filter(({ gone }) => !gone).map(({ code }) => code);
  const has = ({ id, rev }) => rows.some((row) => row.id === id && row.rev === rev);
  const ours = parcel.rows.filter(({ team }) => teams.includes(team));
  const fresh = ours.filter((row) => !has(row));
  const known = sessionsIn(ours) - sessionsIn(fresh);
  const foreign = sessionsIn(parcel.rows) - sessionsIn(ours);
  const isNobody = !mine || mine[0] === "?" || !teams.length;
  return { fresh, known, foreign, isNobody, isOwn: parcel.by.id === mine };
}

// Keep them as what this phone's person sends or goes on with; the rows as they lie here now.
export async function takeIn(parcel) {
  const { fresh } = await looked(parcel);
  const { mine, rows } = await logs();
  const device = (await kept("device")) || { key: "device", id: uuid7(), seq: 0 };
  await keep(device);
  const last = Math.max(0, ...rows.map((row) => row.order || 0));
  const here = fresh.map((row, place) => {
    const order = row.state === "draft" ? 0 : last + 1 + place;
    // On whose phone it was written first, however many have carried it since.
    const from = row.taken || parcel.by.id;
    const taken = from === mine ? undefined : from;
    return { ...row, taken, key: keyOf(row, mine), who: mine, unsent: "log", device: device.id, order };
  });
  for (const row of here) await putBack(row);
  return here;
}

// Give back what was taken by mistake: only what nobody has gone on with or sent; how many sessions.
export async function giveBack(taken) {
  const { rows } = await logs();
  const isSame = (one) => (row) => row.key === one.key && row.state === one.state && row.turn === one.turn;
  const still = taken.filter((one) => rows.some(isSame(one)));
  for (const row of still) await dropLog(row);
  return sessionsIn(still);
}
