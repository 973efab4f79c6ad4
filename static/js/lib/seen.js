// A page may be made ready before anybody asks for it (speculation rules); nothing happens on it
// before it is seen.

export function whenSeen(work) {
  if (document.prerendering) document.addEventListener("prerenderingchange", work, { once: true });
  else work();
}
