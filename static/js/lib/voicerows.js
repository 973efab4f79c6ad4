// Questions asked by voice: the question goes like all that is learnt, the sound comes after it.

import { ownKey } from "./holder.js";

export function voiceRow(event, voice) {
  const { id, who, edition, step, at } = event;
  return { key: ownKey("voice/" + id, who), who, id, edition, step, at, unsent: "voice", ...voice };
}

export function isVoice({ unsent }) {
  return unsent === "voice";
}
