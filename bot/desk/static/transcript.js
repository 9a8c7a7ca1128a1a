// What was said, as it is stored: numbers masked, every text only text.

import { button, chip, h, hidden, renewList } from "./dom.js";
import { clock, moment, t } from "./words.js";

const NEAR_END = 60; // pixels

export class Transcript {
  #seen = new Map(); // id -> message
  #row = null;
  #wasAtEnd = true;

  /** `does` has press(payload) and wrong(message). */
  constructor(does) {
    this.does = does;
    this.list = h("ol", { class: "messages" });
    this.heard = h("div", { class: "hidden", "aria-live": "polite" });
    this.node = h("div", { class: "scroll transcript", tabindex: 0, role: "log", "aria-live": "off", "aria-label": t("transcript"), scroll: () => { this.#wasAtEnd = this.#isAtEnd(); } }, this.list, this.heard);
    // What stands above and below grows and shrinks: the newest message stays in sight.
    new ResizeObserver(() => this.#wasAtEnd && this.#toEnd()).observe(this.node);
  }

  get messages() {
    return [...this.#seen.values()].sort((one, other) => one.id - other.id);
  }

  open(row) {
    if (row.id !== this.#row?.id) {
      this.#seen.clear();
      this.#wasAtEnd = true;
    }
    const isSame = row.id === this.#row?.id && row.mine === this.#row.mine && row.state === this.#row.state;
    this.#row = row;
    if (!isSame) this.#drawAll();
  }

  /** Messages that are new are added; gives whether there were any. */
  add(messages, isNews = false) {
    const fresh = messages.filter(({ id }) => id !== null && !this.#seen.has(id));
    const notices = messages.filter(({ id }) => id === null);
    if (!fresh.length && !notices.length) return false;
    fresh.forEach((one) => this.#seen.set(one.id, one));
    if (isNews) fresh.filter(({ by }) => by === "person").forEach((one) => this.#announce(one));
    this.#drawAll();
    notices.forEach((one) => this.list.append(this.#entry(one, false)));
    if (this.#wasAtEnd || fresh.some(({ by }) => by === "agent")) this.#toEnd();
    return fresh.length > 0;
  }

  focus() {
    this.node.focus();
  }

  #announce(message) {
    this.heard.replaceChildren(h("p", {}, `${t("person")}: ${message.text}`));
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  #toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  #drawAll() {
    const all = this.messages;
    renewList(this.list, all.map((one, at) => this.#entry(one, at === all.length - 1)));
  }

  #entry(message, isLast) {
    const { by, agent, at, text, pressed, masked, buttons, card } = message;
    const isCall = this.#row?.channel === "desk";
    const who = by === "agent" ? agent?.name || t("agent") : t(isCall ? `call_${by}` : by);
    const canPress = isCall && isLast && this.#row.mine && this.#row.state === "claimed";
    return h(
      "li", { class: `message ${by}`, "data-id": message.id },
      h("p", { class: "who" }, h("strong", {}, who), " ", h("time", { datetime: at, title: moment(at) }, clock(at)),
        pressed && chip(t("pressed")), masked?.length > 0 && chip(t("masked"), "warn"),
        card?.kind === "step" && chip(`${card.number} / ${card.total}`),
        by === "assistant" && message.id && button(t("wrong_short"), () => this.does.wrong(message), {
          class: "quiet", "aria-label": t("wrong"), "data-k": `wrong-${message.id}` })),
      h("p", { class: "text" }, text),
      buttons?.length > 0 && h("p", { class: "offered" }, hidden(t("offered")), buttons.map(({ title, payload }, place) =>
        canPress ? button(title, () => this.does.press(payload), { "data-k": `press-${message.id}-${place}` }) : chip(title))),
    );
  }
}
