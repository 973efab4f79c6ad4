// Saving data: pictures of steps wait for a tap, and nothing is fetched ahead.
//
// What the phone itself wishes its browser tells the province. What was chosen in the AA panel is
// kept in a cache, where both pages and the worker can read it: a worker sees no localStorage.

const CHOICES = "hocso-choices";
const SAVING = "/lua-chon/tiet-kiem-du-lieu";

// The phone asks all apps to save.
export function phoneSaves() {
  return Boolean(navigator.connection && navigator.connection.saveData);
}

export async function choseSaving() {
  try {
    return Boolean(await (await caches.open(CHOICES)).match(SAVING));
  } catch (refused) {
    return false;
  }
}

// Remember the choice; what then holds.
export async function chooseSaving(wanted) {
  try {
    const choices = await caches.open(CHOICES);
    if (wanted) await choices.put(SAVING, new Response(""));
    else await choices.delete(SAVING);
  } catch (refused) {
    // Then nothing is saved, and the switch says so.
  }
  return choseSaving();
}

export async function isSaving() {
  return phoneSaves() || choseSaving();
}
