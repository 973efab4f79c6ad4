// Words of a form that have not reached the province, kept on this machine for whoever wrote them.

import { ownKey } from "./holder.js";
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

// `mine` is who the page was written for, as the province wrote it there: another may have signed in since,
// in another window, and this page goes on being hers.
export class Unsaved {
  constructor(name, mine) {
    this.key = ownKey("unsaved:" + name, mine);
    this.mine = mine;
  }

  read() {
    return change(({ kv }) => kv.get(this.key));
  }

  // Unsent, it outlasts a sign-out, for her alone.
  keep(row) {
    return change(({ kv }) => kv.put({ at: Date.now(), ...row, key: this.key, who: this.mine, unsent: "words" }));
  }

  drop() {
    return change(({ kv }) => kv.drop(this.key));
  }
}
