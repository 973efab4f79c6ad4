// A day at the help desk: one tap is one person and one topic. Heads and turns of the draft follow the
// taps by one each, so what somebody wrote in the form by hand stays.

function added(count, by) {
  return Math.max(0, (Number.isInteger(count) ? count : 0) + by);
}

export class Desk {
  // `taps` are [person, topic] in order; the numbers mean nothing but who came with whom.
  constructor(row) {
    this.said = { ...row.document, type: "service_point" };
    this.taps = (row.desk || []).map((tap) => tap.slice());
  }

  get last() {
    return this.taps.length ? this.taps[this.taps.length - 1][0] : 0;
  }

  has(person, topic) {
    return this.taps.some(([who, what]) => who === person && what === topic);
  }

  // False where that person has learnt the topic already: nobody does twice in one session.
  tap(topic, isSame) {
    const person = isSame && this.last ? this.last : 1 + Math.max(0, ...this.taps.map(([who]) => who));
    if (this.has(person, topic)) return false;
    const isNew = !this.taps.some(([who]) => who === person);
    this.taps.push([person, topic]);
    this.count(topic, 1, isNew ? 1 : 0);
    return true;
  }

  // The topic of the last tap, taken back; "" where there is none.
  undo() {
    const [person, topic] = this.taps.pop() || [0, ""];
    if (topic) this.count(topic, -1, this.taps.some(([who]) => who === person) ? 0 : -1);
    return topic;
  }

  count(topic, turns, heads) {
    const { said } = this;
    said.heads = added(said.heads, heads);
    said.turns = { ...said.turns, [topic]: added((said.turns || {})[topic], turns) };
    if (!said.turns[topic]) delete said.turns[topic];
    const topics = (said.topics || []).filter((code) => code !== topic);
    said.topics = said.turns[topic] ? topics.concat(topic) : topics;
  }
}
