// What the editor saves by itself is never taken for somebody else's work.
//
// Every ten seconds Wagtail asks whether the page was saved since it was opened here. A question asked
// before the editor saved by itself, or while nobody knows whether that save arrived, is answered
// with that very save; and once "somebody saved" was said it is said at every press of "Lưu" until
// the page is loaded anew. So such an answer is left out, and a save the server took ends the warning.
//
// And what was typed while a save was under way is still to be saved, although Wagtail takes all that
// stands in the form for saved when the answer comes.
//
// And a press on "Lưu" waits for a save under way: a form refused for what is written in it would
// come back as one that was opened before that save, which then looks like somebody else's.
(() => {
  const PATIENCE = 8000; // Milliseconds; after them the press goes its way.
  const SESSIONS = "w-editing-sessions";
  // What shows how saving stands bears that name, too.
  const form = () => document.querySelector("form[data-controller~='w-autosave']");
  const saver = () => form() && window.wagtail.app.getControllerForElementAndIdentifier(form(), "w-autosave");
  const sessions = () => window.wagtail.app.queryController("w-session");
  const watcher = () => window.wagtail.app.queryController("w-unsaved");
  let isOpen = false; // A save of the editor's own is under way, or its answer was lost.
  let isLate = false; // The question under way was asked before that was settled.
  let lost = null; // What to save again once there is a line.
  let sent = ""; // The form as the save under way has it.

  function settle() {
    isOpen = false;
    lost = null;
  }

  document.addEventListener("w-autosave:save", () => {
    isOpen = isLate = true;
    sent = watcher()?.formData;
  });

  // The form has heard of it by now: what differs from this is seen at its next look.
  document.addEventListener("w-autosave:success", () => {
    settle();
    const watched = watcher();
    if (watched && watched.formData !== sent) watched.initialFormData = sent;
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

  // A page was made, and what its form should look like now did not come: nothing is saved again.
  document.addEventListener("w-autosave:deactivated", settle, true);

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

  async function goOnceSaved(own, button) {
    const until = Date.now() + PATIENCE;
    const late = new Promise((done) => setTimeout(done, PATIENCE));
    while (own.submitPromise && Date.now() < until) await Promise.race([own.submitPromise, late]);
    own.activeValue = false;
    // A button that turns while one waits would not be sent along.
    if (button) button.disabled = false;
    own.element.requestSubmit(button);
  }

  document.addEventListener(
    "submit",
    (event) => {
      const own = saver();
      if (!own?.activeValue || event.target !== own.element || !own.submitPromise) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      goOnceSaved(own, event.submitter);
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
