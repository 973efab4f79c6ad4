// What is wrong with rectangles on a picture; `courses/drafting/places.py` says the same.
(() => {
  const hocso = (window.hocso = window.hocso || {});
  const SLACK = 0.01;
  const half = (value) => Math.floor(value + 0.5);

  const isFlat = ([, , w, h]) => w <= 0 || h <= 0;
  const isOutside = ([x, y, w, h]) =>
    x < -SLACK || y < -SLACK || x + w > 100 + SLACK || y + h > 100 + SLACK;

  // In pixels of the phone the rules name.
  function size([, , w, h], frame, rules) {
    const tall = rules.picture * (frame.width && frame.height ? frame.height / frame.width : 1);
    return [half((w * rules.picture) / 100), half((h * tall) / 100)];
  }

  function meet(one, two) {
    return [0, 1].every((side) => {
      const end = Math.min(one[side] + one[side + 2], two[side] + two[side + 2]);
      return end - Math.max(one[side], two[side]) > SLACK;
    });
  }

  // The smaller wins, as on the resident's phone; of two alike the higher, then the earlier.
  function wins(one, two) {
    const area = (box) => Math.round(box[2] * box[3] * 1e4) / 1e4;
    return area(one) === area(two) ? one[1] <= two[1] : area(one) < area(two);
  }

  // Of `[{role, box}]`, box null where none is drawn: `[{at, code, ...}]` by place in the list.
  function faults(spots, frame, rules) {
    const found = [];
    spots.forEach(({ role, box }, at) => {
      if (!box) found.push({ at, code: "missing" });
      else if (isFlat(box)) found.push({ at, code: "flat" });
      else if (isOutside(box)) found.push({ at, code: "outside" });
      else if (role === "target") {
        const [width, height] = size(box, frame, rules);
        if (Math.min(width, height) < rules.finger) found.push({ at, code: "small", width, height });
      }
    });
    spots.forEach((one, at) => {
      spots.slice(at + 1).forEach((two, after) => {
        if (!one.box || !two.box || !meet(one.box, two.box)) return;
        const pair = [at, at + 1 + after];
        const [winner, loser] = wins(one.box, two.box) ? pair : pair.reverse();
        found.push({ at: winner, code: "overlap", loser });
      });
    });
    return found;
  }

  hocso.places = { faults, isOutside, size };
})();
