// Text that only the province can open, whoever carries it: a JWE in its compact form (RFC 7516),
// ECDH-ES on P-256 with A256GCM (RFC 7518, 4.6).

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const BITS = 256;
const TAG = 16;

function bytes(text) {
  return new TextEncoder().encode(text);
}

function base64url(part) {
  const text = Array.from(part, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function number(value) {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

// The one round of the key derivation (NIST SP 800-56A) that 256 bits need.
function agreed(shared) {
  const name = bytes("A256GCM");
  const told = [...number(1), ...shared, ...number(name.length), ...name];
  const nobody = [...number(0), ...number(0)];
  return crypto.subtle.digest("SHA-256", new Uint8Array([...told, ...nobody, ...number(BITS)]));
}

export async function seal(text) {
  const { subtle } = crypto;
  const own = await subtle.generateKey(CURVE, true, ["deriveBits"]);
  const key = await subtle.importKey("jwk", CONFIG.sealKey, CURVE, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: key }, own.privateKey, BITS);
  const secret = await agreed(new Uint8Array(shared));
  const aes = await subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt"]);
  const { kty, crv, x, y } = await subtle.exportKey("jwk", own.publicKey);
  const told = JSON.stringify({ alg: "ECDH-ES", enc: "A256GCM", epk: { kty, crv, x, y } });
  const head = base64url(bytes(told));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: bytes(head) };
  const whole = new Uint8Array(await subtle.encrypt(how, aes, bytes(text)));
  const parts = [iv, whole.subarray(0, -TAG), whole.subarray(-TAG)];
  return [head, "", ...parts.map(base64url)].join(".");
}
