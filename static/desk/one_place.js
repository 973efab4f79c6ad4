// The board of a screen that has one place to touch; drawing another takes its place.
(() => {
  const hocso = window.hocso;

  // `screen`: shot() and number() as they are now, card(), lay(box), changed(), show(), again().
  hocso.onePlace = (key, words, screen) => ({
    boxes: () => {
      const spot = screen.shot()?.spot;
      if (!spot) return [];
      const number = screen.number();
      return [{ key, box: spot, kind: "target", number, name: hocso.fill(words.place, { number }) }];
    },
    draw(box) {
      screen.lay(box);
      screen.changed();
      // The next thing to do is to say it.
      setTimeout(() => screen.card().ask.focus(), 0);
      screen.show();
      return key;
    },
    place: (_key, box) => screen.lay(box),
    settle() {
      screen.changed();
      screen.show();
    },
    remove: () => screen.again(),
    undo() {},
    redo() {},
    chosen() {},
    open: () => screen.card().ask.focus(),
    least: () => {
      const { frame } = screen.card().board;
      const tall = words.rules.picture * (frame.width ? frame.height / frame.width : 1);
      return (words.rules.finger * 100) / tall;
    },
    measured() {
      const { board, part } = screen.card();
      // As broad as its picture is drawn: a phone held sideways gets more.
      part(".sketch-picture").style.flexBasis = `min(26rem, ${board.stage.style.maxWidth})`;
      screen.show();
    },
  });
})();
