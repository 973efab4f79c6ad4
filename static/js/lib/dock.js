// How high the dock is, for what stands on it: two buttons in it and large letters heighten it.

const dock = document.querySelector("[data-dock]");

if (dock && window.ResizeObserver) {
  new ResizeObserver(() => {
    // Nothing stands on a sheet.
    if (dock.className !== "dock") return;
    document.documentElement.style.setProperty("--dock", dock.offsetHeight + 1 + "px");
  }).observe(dock);
}
