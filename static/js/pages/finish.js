// The end of a course: who has finished, the certificate, or what is still to do.

import "../lib/frame.js";
import { spokenMark } from "../lib/exam.js";
import { refreshMe } from "../lib/me.js";
import { keptHere } from "../lib/mycourses.js";
import { keepSending } from "../lib/outbox.js";
import { fetchOutline } from "../lib/outline.js";
import { progressOf } from "../lib/progress.js";
import { fillIn, filled, worded } from "../lib/words.js";

const AGAIN = 4000;
const MOST_ASKS = 15;
const LATE = 3600000;

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// What a finished course has to show: a course may give no certificate at all.
function proof(server, gives, asks) {
  if (server.certificate) return "certificate";
  if (server.certificate_revoked) return "revoked";
  if (!gives) return "none";
  return asks >= MOST_ASKS || Date.now() - Date.parse(server.completed_at) > LATE ? "late" : "making";
}

// Which of the page's parts holds while the course is not finished: "kept", "signedout", "left".
function standing(row, outline, signedIn, waiting, test) {
  const server = row && row.server;
  const done = (row && row.done) || {};
  const left = outline ? outline.steps.some((s) => !s.optional && !done[s.uid]) : !row;
  const tested = !test || (row && (row.test === "waiting" || (server && server.passed)));
  if (left || !tested) return "left";
  if (!signedIn) return "signedout";
  return waiting ? "kept" : "left";
}

class Finish {
  constructor(root) {
    this.root = root;
    this.place = root.dataset;
    this.asks = 0;
  }

  find(name) {
    return this.root.querySelector("[data-" + name + "]");
  }

  async draw() {
    const row = await progressOf(this.place.course);
    const { signedIn, count } = await keptHere(this.place.course);
    const known = row && row.server && row.server.completed_at;
    if (!known && !this.outline) this.outline = await fetchOutline(this.place.edition);
    const state = known
      ? proof(row.server, "gives" in this.place, this.asks)
      : standing(row, this.outline, signedIn, count > 0, "test" in this.place);
    for (const part of this.root.querySelectorAll("[data-when]")) {
      part.hidden = part.dataset.when !== state;
    }
    this.drawHead(row, state);
    if (state === "left") this.drawLeft(row);
    return state;
  }

  drawHead(row, state) {
    const heading = this.find("heading");
    const name = this.me && this.me.person && this.me.person.greeting;
    if (state === "left") heading.textContent = worded(heading, 1);
    else if (row && row.test === "waiting") heading.textContent = worded(heading, 2);
    else heading.textContent = filled(worded(heading, 0), capital(name || worded(heading, 3)));
    this.drawMark(row);
    this.drawSprouts(row);
    const certificate = row && row.server && row.server.certificate;
    if (certificate) this.drawCertificate(certificate);
    for (const place of this.root.querySelectorAll("[data-name]")) {
      place.textContent = (this.me && this.me.person && this.me.person.name) || "";
    }
  }

  drawCertificate({ url, number, on }) {
    this.find("open").href = url;
    const line = this.find("number");
    // A phone may still keep what it was told before numbers were.
    line.hidden = !number;
    fillIn(line, number, on);
  }

  drawMark(row) {
    const words = this.find("mark");
    const mark = row && row.server && row.server.mark;
    words.hidden = !mark || !("test" in this.place);
    if (mark) fillIn(words, spokenMark(mark));
  }

  // One seedling for each step while they fit one row, one for each lesson beyond that.
  drawSprouts(row) {
    const bed = this.find("sprouts");
    const count = Number(this.place.count);
    const one = bed.firstElementChild;
    const finished = row && row.server && row.server.completed_at;
    const done = finished ? count : Object.keys((row && row.done) || {}).length;
    while (bed.children.length > 1) bed.lastElementChild.remove();
    const shown = count > 12 ? Math.min(Number(this.place.lessons), 12) : count;
    for (let place = 1; place < shown; place += 1) bed.append(one.cloneNode(true));
    Array.from(bed.children).forEach((sprout, place) => {
      const grown = place < Math.floor((done * shown) / count);
      sprout.setAttribute("class", grown ? "on" : "");
    });
  }

  drawLeft(row) {
    const done = (row && row.done) || {};
    const steps = this.outline ? this.outline.steps : [];
    const rows = steps.filter((step) => !step.optional && !done[step.uid]).map((step) => step.row);
    const tested = row && ((row.server && row.server.passed) || row.test === "waiting");
    const exam = this.outline && this.outline.root.querySelector("[data-final]");
    if (exam && !tested) rows.push(exam);
    const list = this.find("left");
    list.textContent = "";
    for (const line of rows.slice(0, 8)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = line.querySelector("a").getAttribute("href");
      const words = document.createElement("span");
      words.textContent = line.querySelector(".t").textContent;
      link.append(words, document.adoptNode(line.querySelector(".ico").cloneNode(true)));
      item.append(link);
      list.append(item);
    }
  }

  // The certificate is made within seconds; ask a few times, then say that it is late.
  async follow() {
    this.me = (await refreshMe()) || this.me;
    this.asks += 1;
    if ((await this.draw()) === "making") setTimeout(() => this.follow(), AGAIN);
  }

  wireShare() {
    const button = this.find("share");
    if (!button || !navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const url = new URL(button.dataset.share, location.href).href;
      navigator.share({ title: this.place.title, url }).catch(() => undefined);
    });
  }
}

async function startFinish() {
  const page = new Finish(document.querySelector("[data-finish]"));
  page.wireShare();
  if ("preview" in page.place) return;
  await page.draw();
  await page.follow();
  document.addEventListener("hocso:sent", () => page.follow());
  keepSending();
}

startFinish();
