// Sends the sound of questions asked by voice, each after its question.

import { alone } from "../lib/alone.js";
import { holder, token } from "../lib/holder.js";
import { json } from "../lib/me.js";
import { change } from "../lib/store.js";
import { isVoice } from "../lib/voicerows.js";

const VOICES = "/api/v1/learning/voices/";
// 16 kbit/s carry two bytes in a millisecond.
const VOICE_A_BYTE = 0.5;
const VOICE_ANSWERED = 10000;

function nextVoice() {
  return change(async ({ kv, events }) => {
    const mine = holder(await kv.get("me"));
    const waits = new Set((await events.all()).map(({ id }) => id));
    return (await kv.all()).find((row) => isVoice(row) && row.who === mine && !waits.has(row.id)) || null;
  });
}

async function sendVoices() {
  for (let row = await nextVoice(); row; row = await nextVoice()) {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), VOICE_ANSWERED + VOICE_A_BYTE * row.bytes.byteLength);
    const headers = { "X-CSRFToken": token(), "Content-Type": "application/octet-stream" };
    const { status } = await json(VOICES + row.id, { method: "PUT", headers, body: row.bytes, signal: control.signal });
    clearTimeout(timer);
    // Taken, refused for good, or of a question nobody waits for any more.
    if (![200, 404, 413, 422].includes(status)) return "offline";
    await change(({ kv }) => kv.drop(row.key));
    document.dispatchEvent(new Event("hocso:kept"));
  }
  return "nothing";
}

function sendVoicesNow() {
  alone(sendVoices, "hocso-voices").catch(() => undefined);
}

for (const name of ["hocso:sent", "hocso:me"]) document.addEventListener(name, sendVoicesNow);
addEventListener("online", sendVoicesNow);
sendVoicesNow();
