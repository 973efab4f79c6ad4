// Two devices at one sketch: of what both know, what was changed here stands; all else is the other's.
(() => {
  const hocso = (window.hocso = window.hocso || {});
  const told = (value) => JSON.stringify(value ?? null);
  const keysOf = (shots) => shots.map((shot) => shot.key);
  // As the server keeps it: a blank after the last word is no change.
  const plain = (value) => told(typeof value === "string" ? value.normalize().split(/\s+/).join(" ").trim() : value);

  // `base` is what both began from, `mine` what stands here, `theirs` what the server holds now;
  // `removed` are keys taken out here, also of pictures that were still under way.
  function merged(base, mine, theirs, removed) {
    const before = new Map(base.shots.map((shot) => [shot.key, shot]));
    const after = new Map(theirs.shots.map((shot) => [shot.key, shot]));
    const chosen = (name, was, here, there) =>
      told(here[name]) === told(was[name]) && plain(there[name]) !== plain(was[name]) ? there[name] : here[name];
    // Known to both and gone there: taken out on the other device.
    const isGone = ({ key, state }) => state === "there" && before.has(key) && !after.has(key);
    const own = mine.shots
      .filter((shot) => !isGone(shot))
      .map((shot) => {
        const [was, there] = [before.get(shot.key), after.get(shot.key)];
        if (!there) return shot;
        // A picture just sent has no past; what was written on it meanwhile is compared with nothing.
        const past = was || { ask: "", spot: null, voice: null };
        const fields = ["ask", "spot", "voice"].map((name) => [name, chosen(name, past, shot, there)]);
        return { ...shot, ...Object.fromEntries(fields) };
      });
    const here = new Set(keysOf(own));
    const isNew = ({ key }) => !here.has(key) && !before.has(key) && !removed.has(key);
    const added = theirs.shots.filter(isNew).map((shot) => ({ ...shot, state: "there" }));
    return { title: chosen("title", base, mine, theirs), shots: inOrder(base, [...own, ...added], theirs) };
  }

  // As here, unless only they put those known to all three into another order.
  function inOrder(base, shots, theirs) {
    const order = keysOf(theirs.shots);
    const here = keysOf(shots);
    const known = keysOf(base.shots).filter((key) => order.includes(key) && here.includes(key));
    const of = (keys) => told(keys.filter((key) => known.includes(key)));
    if (of(here) !== told(known) || of(order) === told(known)) return shots;
    const [shared, others] = [true, false].map((is) => shots.filter((shot) => order.includes(shot.key) === is));
    shared.sort((one, two) => order.indexOf(one.key) - order.indexOf(two.key));
    return [...shared, ...others];
  }

  hocso.merged = merged;
})();
