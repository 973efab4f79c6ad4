// What the province tells a team's phone: its lists, its members, its sessions. It lies on the phone
// for one person, and goes when another signs in.

import { holder, ownKey } from "./holder.js";
import { json } from "./me.js";
import { writer } from "./logrows.js";
import { change } from "./store.js";
import { hasUnsent } from "./teamleft.js";
import { unsealed } from "./unsealed.js";

const TEAMS = "/api/v1/field/teams";

// The teams this phone knows for who writes here; one that is `gone` only for what she has begun.
export function knownTeams() {
  return change(async ({ kv }) => {
    const mine = writer(await kv.get("me"));
    const rows = await kv.all();
    return rows.filter((row) => row.key.startsWith("team/") && row.who === mine);
  });
}

// Ask anew for one team. "fresh", "gone" (not hers any more), "signin", or "offline".
export async function refreshTeam(code) {
  const known = (await knownTeams()).find((row) => row.code === code);
  const headers = known && known.mark ? { "If-None-Match": known.mark } : {};
  const { status, body, response } = await json(TEAMS + "/" + code, { headers });
  if (status === 304) return "fresh";
  const gone = status === 404 || (status === 403 && Boolean(body) && body.code === "not_member");
  if (!gone && (status === 401 || status === 403)) return "signin";
  if (!gone && !(status === 200 && body && body.team)) return "offline";
  await unsealed(true);
  return change(async ({ kv }) => {
    const mine = holder(await kv.get("me"));
    if (!mine || mine[0] === "?") return "signin";
    const key = ownKey("team/" + code, mine);
    if (!gone) {
      await kv.put({ ...body, key, who: mine, code, mark: response.headers.get("ETag") });
      return "fresh";
    }
    const before = await kv.get(key);
    // Without its lists what she has begun could not be opened any more.
    const isHeld = before && (await hasUnsent(kv, { who: mine, team: code }));
    if (isHeld) await kv.put({ ...before, sessions: [], gone: true, mark: "" });
    else await kv.drop(key);
    return "gone";
  });
}

// Ask for every team of who is signed in; the same words.
export async function refreshTeams() {
  const { status, body } = await json(TEAMS);
  if (status === 401) return "signin";
  if (status !== 200 || !body || !Array.isArray(body.teams)) return "offline";
  let state = "fresh";
  for (const { code } of body.teams) {
    const one = await refreshTeam(code);
    if (one !== "fresh") state = one;
  }
  return state;
}
