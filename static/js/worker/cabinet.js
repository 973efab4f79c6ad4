// What this phone keeps of courses: the signed list of each edition with where its download
// stands, and parts and files under the names of what is in them.
//
// An entry is {edition, course, number, listed, signature, state, was, at, coming, films}. `state` is
// "loading", "waiting" (no network), "paused", "full" (no room), "ready" or "gone" (withdrawn).
// `was` names the editions it took the place of, so that their addresses still lead somewhere.
// `films` names the copies of its films that were chosen, "light" or "clear", or none.
// `coming` is a newer {listed, signature} of the same edition that is not whole yet.

const LISTS = "hocso-lists";
const PARTS = "hocso-parts";
const FILES = "hocso-files";

const listAddress = (edition) => "/goi/" + edition;
const partAddress = (part) => "/goi/" + part;

const read = new Map();

// The list of an entry, taken apart once.
export function listOf(entry) {
  const known = read.get(entry.edition);
  if (known && known.listed === entry.listed) return known.list;
  const list = JSON.parse(entry.listed);
  read.set(entry.edition, { listed: entry.listed, list });
  return list;
}

export async function entryOf(edition) {
  const lists = await caches.open(LISTS);
  const found = await lists.match(listAddress(edition));
  return found ? found.json() : null;
}

export async function entries() {
  const lists = await caches.open(LISTS);
  const found = await lists.matchAll();
  return Promise.all(found.map((one) => one.json()));
}

// Whether there is any, without reading one.
export async function keepsAny() {
  const lists = await caches.open(LISTS);
  return (await lists.keys()).length > 0;
}

export async function putEntry(entry) {
  const lists = await caches.open(LISTS);
  const body = new Response(JSON.stringify(entry), { headers: { "Content-Type": "application/json" } });
  await lists.put(listAddress(entry.edition), body);
  return entry;
}

// Change an entry as it stands now; null where it was deleted meanwhile.
export async function changeEntry(edition, changes) {
  const entry = await entryOf(edition);
  return entry ? putEntry({ ...entry, ...changes }) : null;
}

// What a list asks for and whether it is here, as {address, as, sha256, size, part}, each once.
// Pages stand in the order given, each behind the files it shows; the chosen films come last.
export function thingsOf(list, { pages, films } = {}) {
  const files = new Map(list.files.map((file) => [file.address, file]));
  const things = new Map();
  const file = (address) => {
    const told = files.get(address);
    if (told) things.set(address, { ...told, as: address });
  };
  for (const page of pages || list.pages) {
    for (const address of page.files) file(address);
    const as = partAddress(page.part);
    const address = "/hoc/" + list.edition + "/goi/" + page.part;
    things.set(as, { address, as, sha256: page.part, size: page.size, part: true });
  }
  for (const one of list.files) file(one.address);
  for (const film of filmsOf(list, films)) things.set(film.address, { ...film, as: film.address });
  return Array.from(things.values());
}

export function filmsOf(list, films) {
  return (list.films && list.films[films]) || [];
}

// The names of everything that lies here.
export async function lying() {
  const names = new Set();
  for (const box of [PARTS, FILES]) {
    const keys = await (await caches.open(box)).keys();
    for (const key of keys) names.add(new URL(key.url).pathname);
  }
  return names;
}

export async function putThing(thing, response) {
  const box = await caches.open(thing.part ? PARTS : FILES);
  await box.put(thing.as, response);
}

export async function partOf(part) {
  return (await caches.open(PARTS)).match(partAddress(part));
}

export async function fileAt(address) {
  return (await caches.open(FILES)).match(address);
}

export async function dropEntry(edition) {
  await (await caches.open(LISTS)).delete(listAddress(edition));
}

// Forget what no list asks for. Not while something is being fetched or taken in.
export async function sweep() {
  const needed = new Set();
  for (const { listed, coming, films } of await entries()) {
    for (const text of [listed, coming && coming.listed]) {
      for (const thing of text ? thingsOf(JSON.parse(text), { films }) : []) needed.add(thing.as);
    }
  }
  for (const box of [PARTS, FILES]) {
    const cache = await caches.open(box);
    for (const key of await cache.keys()) {
      if (!needed.has(new URL(key.url).pathname)) await cache.delete(key);
    }
  }
}
