// A finished log as the province takes it, by the line or in a file.

import { two } from "./days.js";

// "2026-11-21T21:05:00.000+07:00": the phone's own clock with its distance from Greenwich.
export function withOffset(iso) {
  const at = new Date(iso);
  const minutes = -at.getTimezoneOffset();
  const here = new Date(at.getTime() + minutes * 60000).toISOString().slice(0, -1);
  const away = Math.abs(minutes);
  return here + (minutes < 0 ? "-" : "+") + two(Math.floor(away / 60)) + ":" + two(away % 60);
}

export function asSubmission(row) {
  return {
    record_id: row.id,
    rev: row.rev,
    base_rev: row.base || null,
    team: row.team,
    form_version: row.version,
    captured_at: withOffset(row.at),
    device: row.device,
    app_version: row.app,
    trial: row.trial,
    taken: row.taken,
    document: row.document,
  };
}
