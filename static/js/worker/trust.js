// What comes over the line is believed only when it is what its name says, or is signed.

// SHA-256 in hex.
export async function sha256(buffer) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(base64url) {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

// Whether the province signed this very text: with the key of today, or one before it that it still
// stands by.
export async function isOurs(text, signature) {
  for (const key of CONFIG.courseKeys) if (await isSigned(text, signature, key)) return true;
  return false;
}

async function isSigned(text, signature, jwk) {
  try {
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("jwk", jwk, curve, false, ["verify"]);
    const how = { name: "ECDSA", hash: "SHA-256" };
    return await crypto.subtle.verify(how, key, bytesOf(signature), new TextEncoder().encode(text));
  } catch (unreadable) {
    return false;
  }
}

// The headers of an answer within so many milliseconds; throws where there are none.
export async function fetchWithin(request, milliseconds, options) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), milliseconds);
  try {
    return await fetch(request, { ...options, signal: control.signal });
  } finally {
    clearTimeout(timer);
  }
}

// {status, headers, buffer}, the whole of it within so many milliseconds, or before `run` is told
// to stop; throws where it does not come.
export async function fetchWhole(address, milliseconds, run, options) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), milliseconds);
  run.aborts.add(control);
  try {
    const answer = await fetch(address, { ...options, signal: control.signal });
    const { status, headers } = answer;
    return { status, headers, buffer: await answer.arrayBuffer() };
  } finally {
    clearTimeout(timer);
    run.aborts.delete(control);
  }
}
