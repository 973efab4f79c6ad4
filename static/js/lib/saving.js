// Saving data: pictures of steps wait for a tap, and nothing is fetched ahead.
//
// What the phone itself wishes its browser tells the province. What was chosen in the AA panel is
// kept in a cache, where both pages and the worker can read it: a worker sees no localStorage.

const SAVING = "/lua-chon/tiet-kiem-du-lieu";

// The phone asks all apps to save.
export function phoneSaves() {
  return Boolean((navigator.connection || {}).saveData);
}

export async function choseSaving() {
  return Boolean(self.caches && (await caches.match(SAVING).catch(() => false)));
}

export async function chooseSaving(wanted) {
  const choices = await caches.open("hocso-choices");
  await (wanted ? choices.put(SAVING, new Response("")) : choices.delete(SAVING));
}
