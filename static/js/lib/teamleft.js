// What a team one has left still keeps on the phone: its lists, while a log of it is unsent.

import { isLog } from "./logrows.js";

export async function hasUnsent(kv, { who, team }) {
  const rows = await kv.all();
  return rows.some((row) => isLog(row) && row.who === who && row.team === team && row.unsent);
}
