// The session of the team's calendar that is being logged: the one asked for, or today's.

import { dayAgo } from "./days.js";

// What the calendar says of it, as a document does; nothing where this phone has logged it already.
export function planOf({ code, plans = [] }, id, rows) {
  const isLogged = (plan) => rows.some(({ team, trial, document: said }) =>
    team === code && !trial && said && said.held_on === plan.held_on && said.topics.includes(plan.topics[0]));
  return plans.find((plan) => (id ? plan.id === id : plan.held_on === dayAgo(0) && !isLogged(plan)));
}

// A new log begun with it; how many are expected stays on this phone.
export function begunBy({ row }, plan) {
  const { id: _, expected, ...said } = plan;
  // Another place is perhaps of another kind.
  if (row.document.venue !== plan.venue) row.document.venue_kind = "";
  row.expected = expected;
  Object.assign(row.document, said);
}
