// Answers the pages of kept courses from the phone, and all others from the network; where there is
// none, with the page of what is kept.

import { choseSaving } from "../lib/saving.js";
import { entries, entryOf, fileAt, keepsAny, listOf, partOf } from "./cabinet.js";
import { fetchWithin } from "./trust.js";

// How long the line may be silent before what is kept stands in. One that never answers says so only
// after minutes; one that lives may need ten seconds for its first byte (2G, with some round trips
// before it, or a server busy with a whole class) and must not be given up. So the less there is to
// show instead, the longer it waits: the page of a kept course; the list of what can be learnt
// meanwhile; that list with nothing on it.
const PATIENCE = { course: 6000, list: 15000, nothing: 30000 };
const STEP = /^\/hoc\/([\w-]+)\/((?:[\w-]+\/)?)$/;
const COURSE = /^\/khoa-hoc\/([\w-]+)\/$/;
const SHELL = "hocso-shell-";
// What a kept page may have made ready before it is asked for: the step a link marked so leads to.
// It costs no network; a phone short of memory or power does not do it.
const AHEAD = 'a[data-ahead]:not([href$="/kiem-tra/"]):not([href$="/xong/"])';
const RULES = { prerender: [{ where: { selector_matches: AHEAD }, eagerness: "immediate" }] };
export const RULES_ADDRESS = "/goi/mo-san";
export const KEPT_PAGE = "/da-tai/";
// What a phone of a team keeps: the list of its logs, and the form of a new one.
export const LOG_PAGE = "/buoi/ghi/";
const LOGS_PAGE = "/buoi/";
const BESIDE_LOG = ["/buoi/diem-danh/", "/buoi/ban/", "/buoi/chuyen/", "/buoi/nhan/"];
const TEAM = /^\/to\//;
// The sheets for sessions, all in one page: each in its place stands for its own address.
export const KITS_PAGE = "/noi-dung/";
const KIT = /^\/noi-dung\/([\w-]+)\/$/;
const PLAIN_FORM = /^\/to\/([\w-]+)\/buoi\/moi\/$/;

export function shellName() {
  return SHELL + CONFIG.release;
}

export function isOldShell(name) {
  return name.startsWith(SHELL) && name !== shellName();
}

// A page of a kept edition, or null.
async function keptPage(edition, path) {
  const entry = await entryOf(edition);
  if (!entry) return movedPage(edition, path);
  const page = listOf(entry).pages.find((one) => one.path === path);
  const part = page && (await partOf(page.part));
  if (!part) return null;
  const text = await part.text();
  const filled = text.split("~edition~").join(edition).split("~number~").join(String(entry.number));
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Speculation-Rules": '"' + RULES_ADDRESS + '"',
  };
  return new Response(filled, { headers: { ...headers, ...CONFIG.pageHeaders } });
}

// The same page of the edition that took the place of this one.
async function movedPage(edition, path) {
  const newer = (await entries()).find((entry) => entry.was.includes(edition));
  return newer ? Response.redirect("/hoc/" + newer.edition + "/" + path, 302) : null;
}

// The page of a course as the newest whole edition has it, or the newest that has it at all.
async function keptCourse(code) {
  const found = (await entries()).filter((entry) => entry.course === code && entry.state !== "gone");
  const whole = (entry) => Number(entry.state === "ready");
  found.sort((a, b) => whole(b) - whole(a) || b.number - a.number);
  for (const { edition } of found) {
    const page = await keptPage(edition, "");
    if (page) return page;
  }
  return null;
}

async function fromShell(address) {
  const shell = await caches.open(shellName());
  return shell.match(address, { ignoreSearch: true });
}

async function fromNetwork(request, milliseconds) {
  const saves = STEP.test(new URL(request.url).pathname) && (await choseSaving());
  return fetchWithin(saves ? sparing(request) : request, milliseconds);
}

// The same request as a phone that saves data makes it.
function sparing(request) {
  const headers = new Headers(request.headers);
  headers.set("Save-Data", "on");
  const { url, cache, referrer } = request;
  return new Request(url, { headers, cache, referrer, credentials: "same-origin", redirect: "manual" });
}

// The page of a kept course, wanted by a person or fetched ahead by a script; or null.
async function courseFrom(pathname) {
  const step = STEP.exec(pathname);
  return step ? keptPage(step[1], step[2]) : null;
}

// The rules that kept pages name.
export function answerRules() {
  const headers = { "Content-Type": "application/speculationrules+json" };
  return new Response(JSON.stringify(RULES), { headers });
}

// The answer to a page of a course that a script asks for.
export async function answerScript(request) {
  const here = await courseFrom(new URL(request.url).pathname);
  return here || fetchWithin(request, PATIENCE.list);
}

// What a phone of a team shows in place of the team's pages.
async function teamPage(pathname) {
  if (pathname.startsWith(KITS_PAGE)) {
    const kit = KIT.exec(pathname);
    const all = await fromShell(KITS_PAGE);
    return all && kit ? Response.redirect(KITS_PAGE + "#" + kit[1], 302) : all;
  }
  if (!TEAM.test(pathname)) return null;
  const form = PLAIN_FORM.exec(pathname);
  const page = await fromShell(LOGS_PAGE);
  return page && form ? Response.redirect(LOG_PAGE + "?to=" + form[1], 302) : page;
}

// The answer to a page somebody wants to see.
export async function answerPage(request) {
  const { pathname } = new URL(request.url);
  const here = await courseFrom(pathname);
  if (here) return here;
  if ([KEPT_PAGE, LOG_PAGE, LOGS_PAGE, ...BESIDE_LOG].includes(pathname)) {
    const page = await fromShell(pathname);
    if (page) return page;
  }
  const code = COURSE.exec(pathname);
  const course = code ? await keptCourse(code[1]) : null;
  const instead = course ? "course" : (await keepsAny()) ? "list" : "nothing";
  try {
    const answer = await fromNetwork(request, PATIENCE[instead]);
    if (course && answer.status >= 500) return course;
    return answer;
  } catch (unreachable) {
    const page = course || (await teamPage(pathname)) || (await fromShell(KEPT_PAGE));
    if (page) return page;
    throw unreachable;
  }
}

// The answer to a style, script, font, picture or voice.
export async function answerFile(request) {
  const { pathname } = new URL(request.url);
  const here = (await fileAt(pathname)) || (await fromShell(pathname));
  if (!here) return fetch(request);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") || "");
  return range ? partOfFile(here, Number(range[1]), range[2]) : here;
}

// The part a player asks for: iPhones play nothing that comes whole.
async function partOfFile(whole, first, last) {
  const body = await whole.blob();
  const end = last ? Math.min(Number(last) + 1, body.size) : body.size;
  const headers = new Headers(whole.headers);
  headers.set("Content-Range", "bytes " + first + "-" + (end - 1) + "/" + body.size);
  return new Response(body.slice(first, end, headers.get("Content-Type")), { status: 206, headers });
}
