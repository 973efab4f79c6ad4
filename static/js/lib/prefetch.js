// Have the next page ready, when the line is free and the reader does not save data.

export function prefetch(address, kind = "document") {
  const line = navigator.connection;
  if (!address || (line && line.saveData)) return;
  const later = window.requestIdleCallback || ((work) => setTimeout(work, 1000));
  later(() => {
    const link = document.createElement("link");
    link.rel = "prefetch";
    link.as = kind;
    link.href = address;
    document.head.append(link);
  });
}
