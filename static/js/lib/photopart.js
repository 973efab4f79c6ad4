// The form's part about photos and the place. What stands in it is kept with the draft; the bytes of a
// photo are kept before the draft names it.

import { outside, placeNow } from "./photoplace.js";
import { MOST_PHOTOS, keepPhoto, photosKept, pictureOf } from "./photorows.js";
import { hashOf, showPhoto, shrunk } from "./photoshrink.js";
import { weight } from "./weight.js";
import { filled } from "./words.js";

export class PhotoPart {
  constructor(logging) {
    this.logging = logging;
    this.more = logging.form.more;
    this.root = document.querySelector("[data-photo-part]");
    this.words = this.root.dataset;
    this.turn = Promise.resolve();
  }

  find(name) {
    return this.root.querySelector("[data-" + name + "]");
  }

  async start() {
    // Without it no photo could be named; the page is not on https then.
    const canName = Boolean(window.crypto && crypto.subtle);
    this.find("photo-ways").hidden = !canName;
    this.find("photo-plain").hidden = canName;
    for (const way of ["take", "pick"]) {
      const input = this.find(way + "-file");
      this.find(way).addEventListener("click", () => input.click());
      input.addEventListener("change", () => this.take(input));
    }
    this.find("agreed").addEventListener("input", ({ target }) => this.set({ photos_agreed: target.checked }));
    this.find("when").addEventListener("input", ({ target }) => this.date(target.checked));
    this.find("where").addEventListener("input", ({ target }) => this.place(target.checked));
    this.find("photo-undo").addEventListener("click", () => this.undo());
    // What the form says where the tick is missing, and at the last look.
    const { words } = this.logging.form;
    words.noAgreed = this.words.noAgreed;
    words.labels += "|" + this.words.label;
    await this.draw();
    this.root.hidden = false;
  }

  photos() {
    return this.more.photos || {};
  }

  // A change here is one of the log.
  set(change) {
    Object.assign(this.more, change);
    this.sum();
    return this.logging.changed({ name: "photos" });
  }

  setPhotos(photos) {
    return this.set({ photos: Object.keys(photos).length ? photos : undefined });
  }

  say(words, isBack) {
    this.find("photo-said").textContent = words;
    this.find("photo-undo").hidden = !isBack;
  }

  // One after the other: a phone has memory for one large photo.
  take(input) {
    const files = Array.from(input.files);
    input.value = "";
    this.turn = this.turn.then(() => this.add(files));
    return this.turn;
  }

  async add(files) {
    let said = "";
    for (const file of files) {
      this.say(this.words.shrinking);
      said = await this.addOne(file);
      await this.draw();
      if (said) break;
    }
    this.say(said || this.words.kept);
  }

  // What stood in the way, or "".
  async addOne(file) {
    const { words } = this;
    if (Object.keys(this.photos()).length >= MOST_PHOTOS) return words.enough;
    const blob = await shrunk(file);
    if (!blob) return words.unreadable;
    const sha = await hashOf(blob);
    if (this.photos()[sha]) return words.already;
    const taken = new Date(file.lastModified || Date.now()).toISOString();
    const isKept = await keepPhoto({ record: this.logging.editing.row.id, sha, blob, taken });
    if (!isKept) return words.noRoom;
    const photo = { size: blob.size, has_children: false };
    if (this.find("when").checked) photo.taken_at = taken;
    await this.setPhotos({ ...this.photos(), [sha]: photo });
    return "";
  }

  async draw() {
    const { photos: rows } = await photosKept();
    const id = this.logging.editing.row.id;
    this.rows = rows.filter(({ record }) => record === id);
    const list = this.find("photo-list");
    list.textContent = "";
    const names = Object.keys(this.photos());
    for (const [nth, sha] of names.entries()) list.append(this.card(nth, sha));
    this.find("photo-more").hidden = !names.length;
    this.find("agreed").checked = Boolean(this.more.photos_agreed);
    this.find("when").checked = names.some((sha) => this.photos()[sha].taken_at);
    this.find("where").checked = Boolean(this.more.gps);
    for (const way of ["take", "pick"]) this.find(way).disabled = names.length >= MOST_PHOTOS;
    this.sayPlace();
    this.sum();
  }

  card(nth, sha) {
    const card = this.find("photo").content.firstElementChild.cloneNode(true);
    const find = (name) => card.querySelector("[data-" + name + "]");
    const photo = this.photos()[sha];
    const row = this.rows.find((one) => one.sha === sha);
    const name = filled(this.words.photo, nth + 1);
    const canvas = card.querySelector("canvas");
    canvas.setAttribute("aria-label", name);
    canvas.hidden = !row;
    if (row) pictureOf(row).then((blob) => showPhoto(canvas, blob)).catch(() => (canvas.hidden = true));
    find("photo-name").textContent = row ? name + " · " + weight(photo.size) : name + " · " + this.words.there;
    find("children").checked = photo.has_children;
    find("children").addEventListener("input", ({ target }) => {
      this.setPhotos({ ...this.photos(), [sha]: { ...this.photos()[sha], has_children: target.checked } });
    });
    const way = find("photo-drop");
    way.setAttribute("aria-label", way.textContent + ": " + name);
    way.addEventListener("click", () => this.drop(sha));
    return card;
  }

  async drop(sha) {
    const { [sha]: gone, ...left } = this.photos();
    this.dropped = { sha, photo: gone };
    await this.setPhotos(left);
    await this.draw();
    this.say(this.words.dropped, true);
    this.find("photo-undo").focus();
  }

  async undo() {
    const { sha, photo } = this.dropped;
    const isFull = Object.keys(this.photos()).length >= MOST_PHOTOS;
    if (!isFull) await this.setPhotos({ ...this.photos(), [sha]: photo });
    await this.draw();
    this.say(isFull ? this.words.enough : this.words.returned);
    this.find("photo-list").focus();
  }

  // When a photo was taken is told only with the tick.
  date(isWanted) {
    const photos = {};
    for (const [sha, { taken_at: told, ...photo }] of Object.entries(this.photos())) {
      const row = this.rows.find((one) => one.sha === sha);
      photos[sha] = isWanted && (row || told) ? { ...photo, taken_at: told || row.taken } : photo;
    }
    return this.setPhotos(photos);
  }

  async place(isWanted) {
    this.find("place-said").textContent = isWanted ? this.words.seeking : this.words.optional;
    if (!isWanted) return this.set({ gps: undefined });
    const gps = await placeNow();
    // She may have changed her mind meanwhile.
    if (!this.find("where").checked) return undefined;
    this.find("where").checked = Boolean(gps);
    if (gps) await this.set({ gps });
    this.sayPlace();
    if (!gps) this.find("place-said").textContent = this.words.nowhere;
    return undefined;
  }

  sayPlace() {
    const { gps } = this.more;
    const far = outside(gps, this.logging.form.team.centres);
    const { words } = this;
    this.find("place-said").textContent = gps ? filled(words.found, gps.accuracy) : words.optional;
    this.find("outside").hidden = !far;
    if (far) this.find("outside-said").textContent = filled(words.outside, far.name, far.far);
  }

  // What the last look says.
  sum() {
    const count = Object.keys(this.photos()).length;
    const said = [count && filled(this.words.photoCount, count), this.more.gps && this.words.placed];
    this.logging.form.pictured = said.filter(Boolean).join(" · ");
  }
}
