// A text locked with a short code that one person reads out and the other types: AES-GCM under a key
// stretched from the code (PBKDF2). The file for the province (worker/sealing.js) needs no code, but
// only the province can open it; another phone cannot.

// As on a learning card: no sign that looks like another.
const CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_ALIKE = { O: "0", I: "1", L: "1", U: "V" };
const CODE_LENGTH = 8;
const SALT = 16;
const VECTOR = 12;
// A second on a cheap phone; whoever filmed the squares would try the codes for years.
const ROUNDS = 600000;

// Only pages over https (or of this very machine) may lock anything.
export function canSeal() {
  return Boolean(self.crypto && crypto.subtle);
}

export function newCode() {
  return Array.from(crypto.getRandomValues(new Uint8Array(CODE_LENGTH)), (byte) => CODE_SIGNS[byte % 32]).join("");
}

// The code as it was meant, however it was typed; "" for what can be none.
export function codeTyped(text) {
  const code = text.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[OILU]/g, (sign) => CODE_ALIKE[sign]);
  return code.length === CODE_LENGTH ? code : "";
}

async function stretched(code, salt) {
  const { subtle } = crypto;
  const secret = await subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function through(bytes, stream) {
  return new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();
}

export async function sealWith(code, text) {
  const plain = new TextEncoder().encode(text);
  const isPacked = Boolean(self.CompressionStream);
  const body = new Uint8Array(isPacked ? await through(plain, new CompressionStream("gzip")) : plain);
  const salt = crypto.getRandomValues(new Uint8Array(SALT));
  const iv = crypto.getRandomValues(new Uint8Array(VECTOR));
  const told = new Uint8Array([Number(isPacked), ...body]);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await stretched(code, salt), told);
  return new Uint8Array([...salt, ...iv, ...new Uint8Array(sealed)]);
}

// The text, or null for another code or bytes that were changed.
export async function openWith(code, sealed) {
  const iv = sealed.slice(SALT, SALT + VECTOR);
  const key = await stretched(code, sealed.slice(0, SALT));
  const whole = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed.slice(SALT + VECTOR)).catch(() => null);
  if (!whole) return null;
  const body = whole.slice(1);
  const isPacked = new Uint8Array(whole)[0] === 1;
  return new TextDecoder().decode(isPacked ? await through(body, new DecompressionStream("gzip")) : body);
}
