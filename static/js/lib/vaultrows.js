// What of a row lies sealed: everything but what counting, ordering and sending in turn need.
//
// A row of text is {…clear, sealed: {kid, iv, bytes}}, and `bytes` is the JSON of the rest. Of a photo the
// bytes of its blob are sealed, and the blob is opened only when it is shown or sent.

const CLEAR = {
  session: ["id", "rev", "base", "state", "at", "order", "turn", "unsent", "team", "device", "version", "app", "trial", "receipt", "named", "isLike"],
  team: ["code", "mark", "gone"],
  usual: [],
};
const ALWAYS = ["key", "who", "sealed"];
const IV = 12;

function kindOf({ key }) {
  return CLEAR[key.split("/")[0]];
}

export function isPhotoRow({ key }) {
  return key.startsWith("photo/");
}

// Whether anything of this row is to lie sealed.
export function isSecret(row) {
  return isPhotoRow(row) || Boolean(kindOf(row));
}

// {clear, text} of a row of text.
export function partedRow(row) {
  const clear = {};
  const rest = {};
  const names = ALWAYS.concat(kindOf(row));
  for (const name of Object.keys(row)) (names.includes(name) ? clear : rest)[name] = row[name];
  return { clear, text: JSON.stringify(rest) };
}

export function isText(row) {
  return Boolean(kindOf(row));
}

export function openedRow({ sealed, ...clear }, text) {
  return { ...clear, ...JSON.parse(text) };
}

// Whosever it is; that may change with a sign-in.
export function nameOf({ key }) {
  return key.replace(/:[^:]*$/, "");
}

// What was sealed for one row opens in no other.
function how(row, iv) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(nameOf(row)) };
}

export async function sealBytes(row, { kid, key }, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const made = await crypto.subtle.encrypt(how(row, iv), key, bytes);
  return { kid, iv, bytes: new Uint8Array(made) };
}

export function openBytes(row, key, { iv, bytes }) {
  return crypto.subtle.decrypt(how(row, iv), key, bytes);
}

// What says which key a row was sealed with, or nothing.
export function kidOf(row) {
  return (row.sealed || row).kid;
}
