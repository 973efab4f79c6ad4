// What this phone keeps, in IndexedDB; in memory, and saying so, where the phone will not have it.
//
// events: sent to the province and then dropped. progress: one row per person and course.
// kv: "device", "me", and whatever else has one row.

const DATABASE = "hocso";
const TABLES = { events: "id", progress: "key", kv: "key" };
const OPENING = 4000;

let connection = null;
// What a page keeps in memory, for both of its scripts; `rows` are null while the phone will have it.
export const spare = (self.hocsoSpare = self.hocsoSpare || { rows: null, turn: Promise.resolve() });

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function connect() {
  if (connection) return connection;
  connection = new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      for (const name of Object.keys(TABLES)) {
        request.result.createObjectStore(name, { keyPath: TABLES[name] });
      }
    };
    request.onsuccess = () => {
      const database = request.result;
      const forget = () => {
        database.close();
        connection = null;
      };
      // A phone short of memory closes it, a newer page asks for it.
      database.onclose = forget;
      database.onversionchange = forget;
      resolve(database);
    };
    request.onerror = () => reject(request.error);
    // Some browsers never answer.
    setTimeout(() => reject(new Error("slow")), OPENING);
  });
  return connection;
}

function table(transaction, name) {
  const rows = transaction.objectStore(name);
  return {
    get: (key) => settled(rows.get(key)),
    all: () => settled(rows.getAll()),
    put: (row) => settled(rows.put(row)),
    drop: (key) => settled(rows.delete(key)),
  };
}

function memoryTable(name) {
  const rows = spare.rows[name];
  return {
    get: (key) => Promise.resolve(rows.get(key)),
    all: () => Promise.resolve(Array.from(rows.values())),
    put: (row) => Promise.resolve(rows.set(row[TABLES[name]], row)),
    drop: (key) => Promise.resolve(rows.delete(key)),
  };
}

function every(make) {
  return Object.keys(TABLES).reduce((made, name) => ({ ...made, [name]: make(name) }), {});
}

function inMemory(work) {
  if (!spare.rows) {
    spare.rows = every(() => new Map());
    for (const notice of document.querySelectorAll("[data-lossy]")) notice.hidden = false;
  }
  const mine = spare.turn.then(() => work(every(memoryTable)));
  spare.turn = mine.catch(() => undefined);
  return mine;
}

// As `change` below, but what the phone has no room for is refused. Where a page has fetched what seals
// rows (lib/vaultguard.js), `work` is given them open.
export function once(work) {
  return self.hocsoVault ? self.hocsoVault.guard(work, plainly) : plainly(work);
}

async function plainly(work) {
  const database = await connect();
  const transaction = database.transaction(Object.keys(TABLES), "readwrite");
  const whole = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  // Where the work fails first, nobody else hears of the end.
  whole.catch(() => undefined);
  const result = await work(every((name) => table(transaction, name))).catch((refused) => {
    // What was written before it failed must not stay.
    transaction.abort();
    throw refused;
  });
  await whole;
  return result;
}

// Run `work` on the tables in one transaction, all or nothing; it may run twice.
export async function change(work) {
  for (let tries = 0; tries < 2 && !spare.rows; tries += 1) {
    try {
      return await once(work);
    } catch (refused) {
      connection = null;
    }
  }
  return inMemory(work);
}

export function kept(key) {
  return change(({ kv }) => kv.get(key));
}

export function keep(row) {
  return change(({ kv }) => kv.put(row));
}
