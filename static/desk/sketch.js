// A lesson made from photos of screens: pictures in order, one touch and one sentence on each.
(() => {
  const hocso = window.hocso;
  const form = document.querySelector("[data-sketch]");
  if (!form) return;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const words = read("sketch-words");
  const told = read("sketch-told");
  const find = (selector) => form.querySelector(selector);
  const [list, said, kept, chooser] = ["[data-shots]", "[data-said]", "[data-kept]", "#anh"].map(find);
  const card = document.querySelector("[data-card]").content.firstElementChild;
  const token = form.elements.csrfmiddlewaretoken.value;
  const title = form.elements.title;
  const most = Number(form.dataset.most);
  const inLine = hocso.line();
  const WRITING = 700; // Milliseconds after the last letter.
  const AGAIN = 5000;
  const LOOKING = 4000;

  let version = told.version;
  let shots = told.shots.map((shot) => ({ ...shot, state: "there" }));
  let isDirty = false;
  let unkept = null; // Why the last sending failed.
  let isDone = false;
  let timer = 0;
  let base = told; // What the server held when it was last heard of.
  const removed = new Set(); // Also of pictures the server has not been heard to hold.
  const cards = new Map();
  const voices = new Map(); // What the server told of each.

  const fill = hocso.fill;
  const at = (key) => shots.findIndex((shot) => shot.key === key);
  const isWhole = (shot) => shot.spot && (shot.ask.trim() || shot.voice);
  const waiting = () => shots.filter((shot) => shot.state === "waiting" || shot.state === "sending");

  // ── What is kept ──────────────────────────────────────────────────────────

  function changed() {
    isDirty = true;
    kept.textContent = words.keeping;
    clearTimeout(timer);
    timer = setTimeout(keep, WRITING);
  }

  function keep() {
    return inLine(async () => {
      // Who was overtaken lays the own words over the newer ones and sends again.
      unkept = null;
      for (let turn = 0; turn < 4 && isDirty && !isDone && !unkept; turn += 1) await keepOnce();
      if (isDirty && !isDone && !unkept) changed();
    });
  }

  async function keepOnce() {
    isDirty = false;
    const rows = shots.filter((shot) => shot.state === "there");
    const sent = { version, title: title.value, shots: rows.map(({ key, image, ask, spot, voice }) => ({ key, image, ask, spot, voice })) };
    try {
      version = (await hocso.ask(form.dataset.keep, JSON.stringify(sent), token)).version;
      base = sent;
      kept.textContent = isDirty ? words.keeping : words.kept;
    } catch (error) {
      isDirty = true;
      if (error instanceof hocso.Refused && error.status === 409) return merge(error.answer);
      unkept = error;
      failed(error);
    }
  }

  function failed(error) {
    if (error instanceof hocso.SignedOut) kept.textContent = words.signed_out;
    else if (error instanceof hocso.Refused) kept.textContent = error.message;
    else kept.textContent = words.no_line;
    if (error instanceof hocso.Refused) return;
    clearTimeout(timer);
    timer = setTimeout(again, AGAIN);
  }

  function again() {
    if (isDirty) keep();
    sendWaiting();
  }

  // What another device wrote stands, but for what was written here since the server was heard of.
  function merge(answer) {
    const both = hocso.merged(base, { title: title.value, shots }, answer, removed);
    ({ version } = answer);
    base = answer;
    hear(answer);
    shots = both.shots;
    if (title.value !== both.title) title.value = both.title;
    show();
  }

  function hear(answer) {
    answer.shots.forEach(({ heard }) => heard && voices.set(heard.id, heard));
  }

  // ── Pictures ──────────────────────────────────────────────────────────────

  function take(files) {
    const isPicture = (file) => file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name);
    const pictures = [...files].filter(isPicture);
    if (!pictures.length) return say(words.no_picture);
    const others = [...files].filter((file) => !isPicture(file)).map(({ name }) => name);
    const told = others.length ? [fill(words.left_out, { names: others.join(", ") })] : [];
    // Phones name screenshots by their time.
    pictures.sort((one, two) => one.name.localeCompare(two.name, "vi", { numeric: true }));
    const free = most - shots.length;
    if (pictures.length > free) told.push(fill(words.too_many, { most }));
    if (told.length) say(told.join(" "));
    const first = shots.length;
    pictures.slice(0, Math.max(0, free)).forEach((file) => {
      const key = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
      shots.push({ key, file, url: URL.createObjectURL(file), ask: "", spot: null, voice: null, state: "waiting" });
    });
    show();
    sendWaiting();
    if (shots[first]) cards.get(shots[first].key).element.scrollIntoView({ block: "start" });
  }

  function sendWaiting() {
    shots.filter((shot) => shot.state === "waiting").forEach((shot) => inLine(() => send(shot.key)));
  }

  async function send(key) {
    const shot = shots[at(key)];
    if (shot?.state !== "waiting") return;
    shot.state = "sending";
    show();
    const body = new FormData();
    body.append("key", key);
    body.append("file", shot.file, shot.file.name);
    try {
      const answer = await hocso.ask(form.dataset.take, body, token);
      const { image, url } = answer.shots.find((one) => one.key === key);
      Object.assign(shot, { image, url, state: "there", file: null });
      const isWritten = isDirty || shot.spot || shot.ask || shot.voice || removed.has(key);
      merge(answer);
      if (isWritten) changed();
    } catch (error) {
      const isRefused = error instanceof hocso.Refused;
      Object.assign(shot, { state: isRefused ? "refused" : "waiting", fault: error.message });
      if (!isRefused) failed(error);
      show();
    }
  }

  // ── The cards ─────────────────────────────────────────────────────────────

  function make(key) {
    const element = card.cloneNode(true);
    const part = (selector) => element.querySelector(selector);
    const ask = part("textarea");
    const label = part("label");
    ask.id = `cau-${key}`;
    label.htmlFor = ask.id;
    part(".sketch-fault").id = `loi-${key}`;
    ask.setAttribute("aria-describedby", `loi-${key}`);
    const board = new hocso.Board(hocso.onePlace(key, words, screen(key)), words.board);
    part(".sketch-picture").append(board.stage, board.said);
    const voice = spoken(key);
    part("[data-voice]").append(voice.element);
    ask.addEventListener("input", () => {
      shots[at(key)].ask = ask.value;
      fault(key, "");
      changed();
    });
    ask.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      onward(key);
    });
    element.querySelectorAll("[data-do]").forEach((button) => {
      button.addEventListener("click", () => tools[button.dataset.do](key));
    });
    return { element, ask, board, voice, part };
  }

  function screen(key) {
    const lay = (box) => {
      shots[at(key)].spot = box;
      fault(key, "");
    };
    const [shot, number, card] = [() => shots[at(key)], () => at(key) + 1, () => cards.get(key)];
    return { shot, number, card, lay, changed, show, again: () => tools.again(key) };
  }

  function spoken(key) {
    const keepVoice = (id) => {
      // A screen taken out meanwhile gets it when it is brought back.
      if (at(key) < 0) return;
      shots[at(key)].voice = id;
      fault(key, "");
      changed();
    };
    return new hocso.Spoken({
      words: words.voice,
      most: Number(form.dataset.seconds),
      address: form.dataset.voice,
      token,
      title: () => fill(words.voice.title, { lesson: title.value, number: at(key) + 1 }),
      keep: keepVoice,
    });
  }

  const tools = {
    up: (key) => swap(key, -1),
    down: (key) => swap(key, 1),
    again(key) {
      shots[at(key)].spot = null;
      changed();
      show();
      cards.get(key).board.stage.focus();
    },
    cover(key) {
      const { image, url } = shots[at(key)];
      // The same picture with another content: the address is asked anew.
      const look = () => cards.get(key)?.board.look(`${url}?${Date.now()}`);
      hocso.openWindow(words.cover.address.replace("/0/", `/${image}/`), words.cover, look);
    },
    remove(key) {
      const place = at(key);
      const { voice } = cards.get(key);
      voice.recorder.stop();
      const [shot] = shots.splice(place, 1);
      removed.add(key);
      changed();
      show();
      say(fill(words.removed, { number: place + 1 }), words.bring_back, () => {
        removed.delete(key);
        shot.voice = voice.id;
        shots.splice(place, 0, shot);
        if (shot.state === "sending") shot.state = "waiting";
        changed();
        show();
        sendWaiting();
        cards.get(key).ask.focus();
      });
    },
  };

  function swap(key, by) {
    const place = at(key);
    const other = place + by;
    if (!shots[other]) return;
    [shots[place], shots[other]] = [shots[other], shots[place]];
    changed();
    show();
    say(fill(words.moved, { number: other + 1 }));
    cards.get(key).element.querySelector(`[data-do=${by < 0 ? "up" : "down"}]`).focus();
  }

  // To the next screen that lacks something, or to the end.
  function onward(key) {
    const after = [...shots.slice(at(key) + 1), ...shots].find((shot) => !isWhole(shot) && shot.state !== "refused");
    if (!after) return find("[data-done]").focus();
    const { element, board, ask } = cards.get(after.key);
    element.scrollIntoView({ block: "start" });
    (after.spot ? ask : board.stage).focus({ preventScroll: true });
  }

  function show() {
    for (const [key, { element }] of cards) {
      if (at(key) >= 0) continue;
      element.remove();
      // With what was recorded and not sent yet.
      if (!removed.has(key)) cards.delete(key);
    }
    shots.forEach((shot, place) => {
      if (!cards.has(shot.key)) cards.set(shot.key, make(shot.key));
      const { element } = cards.get(shot.key);
      if (list.children[place] !== element) list.insertBefore(element, list.children[place] || null);
      draw(shot, place);
    });
    find("[data-choose]").textContent = shots.length ? words.more : words.choose;
    find("[data-drop]").hidden = shots.length >= most;
  }

  function draw(shot, place) {
    const { element, ask, board, voice, part } = cards.get(shot.key);
    const number = place + 1;
    voice.show(shot.voice ?? null, voices.get(shot.voice));
    part("h2").textContent = fill(words.screen, { number, count: shots.length });
    if (ask.value !== shot.ask) ask.value = shot.ask;
    if (board.picture.getAttribute("src") !== shot.url && !board.frame.width) board.look(shot.url);
    board.arm(shot.spot ? null : "target");
    board.show();
    element.dataset.state = shot.state;
    part("[data-do=up]").disabled = place === 0;
    part("[data-do=down]").disabled = place === shots.length - 1;
    part("[data-do=again]").hidden = !shot.spot;
    part("[data-do=cover]").hidden = shot.state !== "there";
    part(".sketch-state").textContent = stateOf(shot, board.frame);
  }

  function stateOf(shot, frame) {
    if (shot.state === "refused") return shot.fault;
    if (shot.state === "waiting") return words.waiting;
    if (shot.state === "sending") return words.sending;
    if (!shot.spot) return words.touch;
    if (!frame.width) return "";
    const [small] = hocso.places.faults([{ role: "target", box: shot.spot }], frame, words.rules);
    return small ? words.small : shot.ask ? "" : words.fit;
  }

  function fault(key, message) {
    const place = key ? cards.get(key)?.part(".sketch-fault") : find("[data-fault-of='']");
    if (place) place.textContent = message;
  }

  function say(message, button, act) {
    said.replaceChildren(message);
    if (!button) return;
    const made = hocso.make("button", "button button-small", { type: "button" });
    made.textContent = button;
    made.addEventListener("click", () => {
      said.replaceChildren();
      act();
    });
    said.append(" ", made);
  }

  // ── The end ───────────────────────────────────────────────────────────────

  async function finish(event) {
    event.preventDefault();
    fault("", "");
    shots.forEach((shot) => fault(shot.key, ""));
    if (waiting().length) return say(words.still_sending);
    if (shots.some((shot) => cards.get(shot.key).voice.isUnsent())) return say(words.voice.unsent_stays);
    if (shots.some((shot) => shot.state === "refused")) return say(words.refused_stays);
    const button = find("[data-done]");
    button.disabled = true;
    say(words.making);
    isDirty = true;
    try {
      await keep();
      if (isDirty) throw unkept || new TypeError("not kept");
      const { next } = await hocso.ask(form.dataset.make, new FormData(), token);
      isDone = true;
      location.assign(next);
    } catch (error) {
      button.disabled = false;
      const lacks = error.answer?.lacks || [];
      lacks.forEach((lack) => fault(lack.key, lack.message));
      say(error instanceof hocso.Refused ? error.message : words.not_made);
      const [first] = lacks;
      if (!first) return;
      if (!first.key) return (title.value ? chooser : title).focus();
      const { element, ask, board } = cards.get(first.key);
      element.scrollIntoView({ block: "start" });
      (shots[at(first.key)].spot ? ask : board.stage).focus({ preventScroll: true });
    }
  }

  async function look() {
    if (document.hidden || isDirty || isDone || waiting().length || !find("details").open) return;
    try {
      const answer = await hocso.ask(form.dataset.keep, undefined, token);
      if (!isDirty && answer.version > version) merge(answer);
    } catch {
      // The next look is in a few seconds.
    }
  }

  form.addEventListener("submit", finish);
  title.addEventListener("input", () => {
    fault("", "");
    changed();
  });
  title.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    (shots.length ? cards.get(shots[0].key).ask : chooser).focus();
  });
  chooser.addEventListener("change", () => {
    take(chooser.files);
    chooser.value = "";
  });
  for (const kind of ["dragover", "drop"]) {
    form.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (kind === "drop") take(event.dataTransfer.files);
    });
  }
  addEventListener("online", again);
  addEventListener("beforeunload", (event) => {
    if (!isDone && (isDirty || waiting().length)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => document.hidden && isDirty && keep());
  setInterval(look, LOOKING);
  hear(told);
  show();
})();
