// A script that few pages need, from where the page says, else from beside the one that asks.

export async function bring(name) {
  const place = document.querySelector("[data-" + name + "]");
  await import(place ? place.dataset[name] : "./" + name + ".js").catch(() => undefined);
}
