// What can go under the pass this phone was given: it says to the province whose the work is.

import { jar } from "./holder.js";

// {owner, ticket, own}: the events of whoever the pass names, none once the sign-in it came with is
// no longer the last one here.
export async function ofPass({ kv, events }) {
  const me = await kv.get("me");
  if (!me || !me.pass || !jar() || me.jar !== jar()) return { own: [] };
  const own = (await events.all()).filter((event) => event.who === me.pass.owner);
  return { ...me.pass, own };
}
