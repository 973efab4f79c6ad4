// The steps of a course, as its page lists them.

export function readOutline(root) {
  const { course, edition, editionNumber, since, title } = root.dataset;
  const steps = Array.from(root.querySelectorAll("li[data-minutes]"), (row, place) => ({
    row,
    uid: row.querySelector("a").getAttribute("href").split("/")[3],
    kind: row.dataset.kind,
    number: place + 1,
    minutes: Number(row.dataset.minutes),
    lesson: row.closest("[data-lesson]"),
    optional: "optional" in row.dataset,
  }));
  return {
    root,
    course,
    edition,
    editionNumber: Number(editionNumber),
    since: Number(since),
    title,
    test: "test" in root.dataset,
    steps,
  };
}

// The outline of another edition than the page shows; null without a network.
export async function fetchOutline(edition) {
  try {
    const response = await fetch("/hoc/" + edition + "/", { credentials: "omit" });
    if (!response.ok) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const root = page.querySelector("[data-outline]");
    return root && readOutline(root);
  } catch (unreachable) {
    return null;
  }
}

// Whether looking at a step is all there is to it, so that one may have left in the middle.
export function onlyLookedAt(kind) {
  return kind === "read" || kind === "watch";
}

// Where to go on: the step last open, or the one after it when that was something to do and is
// done; else the first one left over; then the test; then the finish.
export function placeToGoOn(outline, row) {
  const done = (row && row.done) || {};
  const { steps } = outline;
  const folder = "/hoc/" + outline.edition + "/";
  const left = steps.findIndex((step) => !done[step.uid] && !step.optional);
  if (left >= 0) {
    let next = steps.findIndex((step) => row && step.uid === row.current);
    if (next >= 0 && done[row.current] && !onlyLookedAt(steps[next].kind)) next += 1;
    const step = steps[next] || steps[left];
    return { step, href: folder + step.uid + "/" };
  }
  const tested = row && ((row.server && row.server.passed) || row.test === "waiting");
  if (outline.test && !tested) return { exam: true, href: folder + "kiem-tra/" };
  return { over: true, href: folder + "xong/" };
}

export function minutesLeft(outline, row, from) {
  const done = (row && row.done) || {};
  return outline.steps
    .filter((step) => step === from || !done[step.uid])
    .reduce((sum, step) => sum + step.minutes, 0);
}

export function doneCount(outline, row) {
  const done = (row && row.done) || {};
  return outline.steps.filter((step) => done[step.uid]).length;
}
