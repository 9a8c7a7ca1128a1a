// What is on screen: the messages, in order, each once and heard once; and a sheet over the
// writing line, with a question or with the guard, which finds personal numbers before they
// leave the browser, by patterns of the server.

import { cardOf, pickerOf } from "./cards.js";
import { button, fill, h, hidden, icon, inWords, languageOf, paragraphs } from "./dom.js";

const PRIMARY = /^\/(next_step|start_procedure)\b/;
const HEARD = 20_000; // ms, then what was spoken leaves the live region

export class View {
  #at; // {t, client, suggestions, say, rate, heard}
  #list = h("ol");
  #typing;
  #down;
  #isAtEnd = false;
  #turn; // the person's last message, kept in sight while its answers come

  constructor(at) {
    const { t } = (this.#at = at);
    this.#typing = h("div", { class: "typing", hidden: true }, h("i"), h("i"), h("i"), hidden(t.typing));
    this.#down = button(icon("below"), () => this.#toEnd(), {
      class: "below", "aria-label": t.down, title: t.down, tabindex: -1, hidden: true,
      mousedown: (event) => event.preventDefault(),
    });
    const greeting = h("div", { class: "bubble" }, paragraphs(t.greeting));
    const ask = at.suggestions.map((text) => button(text, () => at.say({ text })));
    // What is new is said by the live region, once; the log itself stays silent.
    this.live = h("div", { class: "hidden", "aria-live": "polite" });
    this.log = h(
      "div", { class: "log", role: "log", "aria-live": "off", tabindex: 0, "aria-label": t.log },
      h("div", { class: "beginning message" }, greeting, this.#group("choices", t.choices, ask)),
      this.#list, this.#typing, this.#down,
    );
    this.log.addEventListener("scroll", () => this.#hint());
    // A banner, a sheet or a keyboard took room: what was at the end stays there.
    new ResizeObserver(() => { if (this.#isAtEnd) this.#toEnd(); this.#hint(); }).observe(this.log);
  }

  /** A message of the log, or a notice (no id) that follows the one with id `after`. */
  show(message, isNew = true, after = this.#last()) {
    const own = message.message_id && this.#own(message.message_id);
    if (own) return this.#settle(own, message);
    if (message.id && this.#list.querySelector(`[data-id="${message.id}"]`)) return;
    this.#place(this.#item(message), message.id ?? after + 0.5);
    if (isNew && message.by !== "person") {
      this.#at.heard(message);
      this.#speak(message.text);
    }
    this.#scroll(isNew);
  }

  showUnsent({ id, title, text }) {
    if (this.#own(id)) return;
    this.#turn = this.#item({ by: "person", text: title || text, message_id: id });
    this.#place(this.#turn, Infinity);
    this.#scroll();
  }

  settle({ id }, said) {
    const item = this.#own(id);
    if (item && said) this.#settle(item, said);
    else if (item) this.#place(item, this.#last() + 0.5);
  }

  /** A message that does not go out; with `sentence`, why. */
  refuse({ id }, sentence) {
    const item = this.#own(id);
    if (!sentence) return item?.remove();
    this.#place(item, this.#last() + 0.5);
    item.classList.add("refused");
    this.show({ by: "assistant", text: sentence });
  }

  /** The ids of those that still wait; another tab has sent the others. */
  waiting(ids) {
    for (const item of this.#list.querySelectorAll(".unsent")) {
      if (!ids.includes(item.dataset.own)) item.classList.remove("unsent");
    }
  }

  clear() {
    this.#list.replaceChildren();
    this.live.replaceChildren();
  }

  typing(on) {
    this.#typing.hidden = !on;
    if (on) this.#scroll();
  }

  #item(message) {
    const { t } = this.#at;
    const { by, text = "" } = message;
    const card = by !== "person" && cardOf(message, this.#at);
    const body = card || h("div", { class: "bubble" }, by === "person" ? text : paragraphs(text));
    body.lang = languageOf(text);
    const who = { person: t.you, agent: t.agent }[by] || t.assistant;
    const waits = by === "person" && h("small", { class: "waits" }, t.waiting);
    return h(
      "li", { class: `message ${by}`, "data-id": message.id, "data-own": message.message_id },
      hidden(`${who}: `), body, waits, this.#rating(message), this.#choices(message),
    );
  }

  #choices(message) {
    const { t, say, client } = this.#at;
    const picker = pickerOf(message, this.#at, (iso) => say({ text: inWords(iso, client.lang) }));
    const all = message.buttons || [];
    const primary = all.filter(({ payload }) => PRIMARY.test(payload));
    const buttons = all.map((one) => button(one.title, () => say(one), {
      lang: languageOf(one.title),
      class: primary.includes(one) && (primary.length === 1 ? "primary" : "wide"),
    }));
    if (!all.length && !picker) return null;
    return h("div", { class: "offer" }, picker, this.#group("choices", t.choices, buttons));
  }

  #rating({ card, id }) {
    const { t, rate } = this.#at;
    if (!id || !["decision", "answer"].includes(card?.kind)) return null;
    const thumb = (name, label) => button(
      icon(name), ({ currentTarget }) => rate(id, name, currentTarget),
      { class: "thumb", "aria-label": label, title: label, "aria-pressed": "false" },
    );
    const thumbs = [thumb("up", t.rate_up), thumb("down", t.rate_down)];
    return this.#group("rating", t.rate, [h("span", {}, t.rate), thumbs]);
  }

  #group(name, label, children) {
    return h("div", { class: name, role: "group", "aria-label": label }, children);
  }

  #settle(item, { id, text }) {
    const bubble = item.querySelector(".bubble");
    if (bubble.textContent !== text) bubble.textContent = text; // masked by the server
    item.dataset.id = id;
    this.#place(item, id);
  }

  #place(item, order) {
    item.classList.toggle("unsent", order === Infinity);
    item.dataset.order = order;
    const others = [...this.#list.children];
    this.#list.insertBefore(item, others.find((other) => other.dataset.order > order) || null);
  }

  #last() {
    const kept = [...this.#list.children].filter((item) => !item.matches(".unsent")).at(-1);
    return Math.floor(kept?.dataset.order || 0);
  }

  #own(id) {
    return [...this.#list.children].find((item) => item.dataset.own === id);
  }

  #speak(text) {
    const said = h("p", { lang: languageOf(text) }, text);
    this.live.append(said);
    setTimeout(() => said.remove(), HEARD);
  }

  /** Down to the newest, but never past the person's own last message in this turn. */
  #scroll(isNew = true) {
    const turn = isNew && this.#turn?.isConnected ? this.#turn.offsetTop - 12 : Infinity;
    this.log.scrollTop = Math.min(this.log.scrollHeight, turn);
    this.#hint();
  }

  #toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  #hint() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.#isAtEnd = this.#down.hidden = scrollHeight - scrollTop - clientHeight < 80;
  }
}

export class Sheet {
  #back; // puts the focus where it was
  node = h("div", { class: "sheet", hidden: true, role: "group" });

  get isOpen() {
    return !this.node.hidden;
  }

  /** Show; `buttons` are [label, what to do, class]. */
  open(title, body, buttons, back) {
    this.close();
    this.#back = back;
    const row = buttons.map(([label, act, kind]) => button(label, () => {
      this.close();
      act?.();
    }, { class: kind }));
    this.node.setAttribute("aria-label", title);
    this.node.replaceChildren(h("h3", {}, title), ...[body].flat(), h("div", { class: "row" }, row));
    this.node.hidden = false;
    this.node.querySelector("textarea, button").focus();
  }

  close() {
    if (!this.isOpen) return;
    this.node.hidden = true;
    this.node.replaceChildren();
    this.#back();
  }
}

export function guardSheet(sheet, t, text, numbers, send, back) {
  const kinds = [...new Set(numbers.map((one) => one.name))].join(t.kinds_separator);
  const quoted = h("p", { class: "quoted" });
  let from = 0;
  for (const { start, end } of numbers) {
    quoted.append(text.slice(from, start), h("mark", {}, text.slice(start, end)));
    from = end;
  }
  quoted.append(text.slice(from));
  sheet.open(t.guard_title, [h("p", {}, fill(t.guard, { kinds })), quoted], [
    [t.guard_mask, () => send(masked(text, numbers)), "primary"],
    [t.guard_send, () => send(text)],
    [t.guard_edit],
  ], back);
}

/** A field; `act` gets what was typed, if anything was. */
export function fieldSheet(sheet, { title, done, cancel, longest }, act, back) {
  const field = h("textarea", {
    "aria-label": title, maxlength: longest, rows: longest > 99 ? 3 : 1, autocomplete: "off",
  });
  const give = () => field.value.trim() && act(field.value.trim());
  sheet.open(title, field, [[done, give, "primary"], [cancel]], back);
}

/** Personal numbers in a text, in order. */
export function findNumbers(text, masking) {
  const found = [];
  for (const { pattern, flags, check, name, keep } of masking) {
    for (const match of text.matchAll(new RegExp(pattern, flags))) {
      const start = match.index + match[0].lastIndexOf(match[1]);
      const end = start + match[1].length;
      const digits = match[1].replace(/[^0-9Xx]/g, "");
      const taken = found.some((other) => start < other.end && end > other.start);
      if (taken || !isOne(digits, check)) continue;
      const last = digits.length - keep[1];
      const masked = [...digits].map((one, at) => (at < keep[0] || at >= last ? one : "*")).join("");
      found.push({ start, end, name, masked });
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

function masked(text, numbers) {
  return numbers.reduceRight(
    (rest, one) => rest.slice(0, one.start) + one.masked + rest.slice(one.end), text);
}

function isOne(digits, check) {
  if (check === "id") {
    const day = digits.replace(/^.{6}(....)(..)(..).*/, "$1-$2-$3");
    return new Date(day).getUTCDate() === Number(day.slice(8)); // not 31 February
  }
  const sum = [...digits].reverse().reduce((all, digit, place) => {
    const twice = digit * (place % 2 + 1);
    return all + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return check !== "luhn" || sum % 10 === 0;
}
