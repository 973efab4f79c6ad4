// Words of a form that have not reached the province, kept on this machine for whoever wrote them.

import { ownKey, who } from "./holder.js";
import { change } from "./store.js";

const OURS = ["seen", "csrfmiddlewaretoken"];

// What stands in the boxes, by the names of the fields.
export function wordsOf(form) {
  return Array.from(new FormData(form))
    .filter(([name]) => !OURS.includes(name))
    .reduce((words, [name, said]) => ({ ...words, [name]: said }), {});
}

// The words as the province keeps them: blanks nobody sees and ways to type a letter are no difference.
export function tidied(said) {
  const lines = said.normalize("NFC").replaceAll("Ð", "Đ").split(/\r\n|\r|\n/);
  return lines.map((line) => line.split(/\s+/).filter(Boolean).join(" ")).join("\n").trim();
}

// What each box is called in the page.
export function labelsOf(form) {
  return Array.from(form.querySelectorAll("textarea, input[type=text]")).reduce((labels, box) => {
    const label = box.labels[0];
    return { ...labels, [box.name]: label ? label.firstChild.textContent.trim() : box.name };
  }, {});
}

export class Unsaved {
  constructor(name) {
    this.name = "unsaved:" + name;
  }

  async read() {
    const key = ownKey(this.name, await who());
    return change(({ kv }) => kv.get(key));
  }

  async keep(row) {
    const mine = await who();
    const key = ownKey(this.name, mine);
    const before = this.key;
    this.key = key;
    await change(async ({ kv }) => {
      // Kept a moment ago, when the province had not said yet who sits here.
      if (before && before !== key) await kv.drop(before);
      // Unsent, it outlasts a sign-out, for her alone.
      await kv.put({ at: Date.now(), ...row, key, who: mine, unsent: "words" });
    });
  }

  async drop() {
    const key = ownKey(this.name, await who());
    await change(({ kv }) => kv.drop(key));
  }
}
