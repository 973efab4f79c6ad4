// The draft a page beside the form works on, and the team it is for; both as this phone knows them.

import { newLog, openLog } from "./logediting.js";
import { refreshMe } from "./me.js";
import { knownTeams, refreshTeam } from "./teamdata.js";
import { unsealed } from "./unsealed.js";

// {editing, team}; or {instead} "noteam", "noperson", "nomember" or "done" (it is finished already).
export async function placeOf(asked, app) {
  await unsealed();
  const id = asked.get("buoi");
  const found = id ? await openLog(id, false) : null;
  if (found && found.row.state !== "draft") return { instead: "done" };
  const code = found ? found.row.team : asked.get("to");
  const { team, instead } = await teamOf(code, Boolean(found));
  if (!team) return { instead };
  return { team, editing: found || (await newLog(team, app)) };
}

async function teamOf(code, isBegun) {
  const find = async () => {
    const teams = (await knownTeams()).filter(({ gone }) => isBegun || !gone);
    return teams.find((team) => (code ? team.code === code : teams.length === 1));
  };
  const known = await find();
  const asking = code ? refreshMe().then(() => refreshTeam(code)) : "offline";
  if (known) return { team: known };
  const state = await asking;
  const words = { signin: "noperson", offline: "noteam" };
  return { team: await find(), instead: words[state] || "nomember" };
}
