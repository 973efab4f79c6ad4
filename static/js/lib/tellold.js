// On an old phone (lib/teamphone.js), what tells the province how much it holds still; fetched by its plain
// name beside the script of the page, which few phones ever ask for.

export function tellIfOld() {
  if (/(^|;\s*)may-to=[^;]+\.o/.test(document.cookie)) import("./old.js").catch(() => undefined);
}
