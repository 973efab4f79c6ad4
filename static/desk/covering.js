// Rectangles over what is private in a picture, shown as they will be; the server burns them in.
(() => {
  const hocso = window.hocso;
  const form = document.querySelector("[data-covering]");
  if (!form) return;
  const words = JSON.parse(document.getElementById("cover-words").textContent);
  const buttons = {};
  form.querySelectorAll("[data-do]").forEach((button) => (buttons[button.dataset.do] = button));
  const sure = form.querySelector("[data-sure]");
  let boxes = [];
  let next = 1;

  const model = {
    boxes() {
      return boxes.map(({ key, box }, at) => ({ key, box, kind: "cover", number: at + 1, name: name(at) }));
    },
    draw(box) {
      boxes.push({ key: `k${next}`, box });
      next += 1;
      model.settle();
      board.say(hocso.fill(words.drawn, { number: boxes.length }));
      return boxes.at(-1).key;
    },
    place(key, box) {
      boxes = boxes.map((one) => (one.key === key ? { key, box } : one));
    },
    settle() {
      past.note();
      show();
    },
    remove(key) {
      const number = boxes.findIndex((one) => one.key === key) + 1;
      boxes = boxes.filter((one) => one.key !== key);
      model.settle();
      board.say(hocso.fill(words.removed, { number }));
    },
    undo: () => step(past.undo(), words.undone),
    redo: () => step(past.redo(), words.redone),
    chosen: () => enable(),
    open() {},
    armed(kind) {
      buttons.add.setAttribute("aria-pressed", kind ? "true" : "false");
      if (kind) board.say(words.armed);
    },
    unreadable: () => board.say(words.unreadable),
  };

  function name(at) {
    const [x, y, w, h] = boxes[at].box.map((one) => String(one).replace(".", ","));
    return hocso.fill(words.name, { number: at + 1, x, y, w, h });
  }

  function step(isDone, said) {
    if (!isDone) return;
    show();
    board.say(said);
  }

  function enable() {
    buttons.remove.disabled = !board.key;
    buttons.undo.disabled = !past.back.length;
    buttons.redo.disabled = !past.ahead.length;
    buttons.ask.disabled = !boxes.length;
  }

  function show() {
    board.show();
    enable();
    form.elements.boxes.value = JSON.stringify(boxes.map((one) => one.box));
    if (!boxes.length) ask(false);
  }

  function ask(isAsked) {
    sure.hidden = !isAsked;
    buttons.ask.hidden = isAsked;
    if (isAsked) sure.focus();
  }

  const past = new hocso.Past(
    () => boxes.map(({ key, box }) => ({ key, box })),
    (state) => (boxes = state.map(({ key, box }) => ({ key, box }))),
  );
  const board = new hocso.Board(model, words);
  form.querySelector("[data-board]").append(board.stage, board.said);
  buttons.add.addEventListener("click", () => board.arm(board.armed ? null : "cover"));
  buttons.remove.addEventListener("click", () => board.key && board.remove(board.key));
  buttons.undo.addEventListener("click", model.undo);
  buttons.redo.addEventListener("click", model.redo);
  buttons.ask.addEventListener("click", () => ask(true));
  buttons.back.addEventListener("click", () => {
    ask(false);
    buttons.ask.focus();
  });
  board.look(form.dataset.picture);
  show();
})();
