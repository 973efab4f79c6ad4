// What the editor saves by itself is never taken for somebody else's work.
//
// Every ten seconds Wagtail asks whether the page was saved since it was opened here. A question asked
// before the editor saved by itself, or while nobody knows whether that save arrived, is answered
// with that very save; and once "somebody saved" was said it is said at every press of "Lưu" until
// the page is loaded anew. So such an answer is left out, and a save the server took ends the warning.
(() => {
  const SESSIONS = "w-editing-sessions";
  const saver = () => window.wagtail.app.queryController("w-autosave");
  const sessions = () => window.wagtail.app.queryController("w-session");
  let isOpen = false; // A save of the editor's own is under way, or its answer was lost.
  let isLate = false; // The question under way was asked before that was settled.
  let lost = null; // What to save again once there is a line.

  function settle() {
    isOpen = false;
    lost = null;
  }

  document.addEventListener("w-autosave:save", () => {
    isOpen = isLate = true;
  });

  document.addEventListener("w-autosave:success", () => {
    settle();
    const asked = sessions();
    if (asked?.interceptValue !== "conflict") return;
    asked.interceptValue = "";
    // Once Wagtail has noted which draft that save made.
    setTimeout(() => asked.ping());
  });

  document.addEventListener("w-autosave:error", ({ detail }) => {
    if (detail.type === "network_error") lost = detail.trigger;
    else settle();
  });

  document.addEventListener("w-session:ping", () => {
    isLate = isOpen;
  });

  // Before Wagtail looks at the answer, which tells of people and is drawn as it stands.
  document.addEventListener(
    "w-swap:json",
    ({ target, detail }) => {
      if (!isLate || !target.matches("[data-controller~='w-session']")) return;
      detail.data.other_sessions = [];
      detail.data.html = document.getElementById(SESSIONS).innerHTML;
    },
    true,
  );

  document.addEventListener("w-swap:success", ({ target }) => {
    if (!lost || target.id !== SESSIONS) return;
    const trigger = lost;
    lost = null;
    saver()?.save(trigger);
  });
})();
