// The line to write in. Nothing of it leaves this page before it is sent: nobody sees what is
// being typed, and what was typed to one person is kept here for him alone, in memory.

import { button, h, newId, renew } from "./dom.js";
import { trying } from "./dialogs.js";
import { codeAt, expanded, languageOf, matching, withReply } from "./expand.js";
import { keyed } from "./keys.js";
import { lang, t } from "./words.js";

const NEAR = 200; // characters before the limit from which on the rest is told

export class Composer {
  #drafts = new Map(); // handover -> {text, suggested}
  #row = null;
  #suggested = null; // {face, text}: where the text came from
  #before = null; // what an expansion was made of
  #found = [];
  #chosen = 0;
  #sending = null; // {id, text}: the same id while the same text is tried again

  /** `send(row, {id, text, suggested})` resolves when the server has it. */
  constructor(app, send) {
    this.app = app;
    this.send = send;
    this.label = h("label", { for: "write", class: "hidden" });
    this.area = h("textarea", {
      id: "write", rows: 3, autocomplete: "off", "aria-describedby": "write-hint",
      "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "canned",
      input: (event) => this.#typed(event), keydown: (event) => this.#key(event),
      blur: () => setTimeout(() => this.#offer([]), 200),
    });
    this.list = h("ul", { id: "canned", role: "listbox", "aria-label": t("canned"), hidden: true });
    this.hint = h("p", { id: "write-hint", class: "soft" });
    this.button = button("", () => this.#submit(), { class: "primary" });
    this.node = h(
      "form", { class: "composer", submit: (event) => event.preventDefault() },
      this.list, this.label, this.area,
      h("div", { class: "row" }, keyed("replies", t("canned"), () => this.offerAll()), this.hint, this.button),
    );
  }

  /** Write to somebody else; what was typed to the one before is put by. */
  open(row) {
    if (row.id !== this.#row?.id) {
      this.#keep();
      const kept = this.#drafts.get(row.id);
      this.#suggested = kept?.suggested || null;
      this.#sending = null;
      this.area.value = kept?.text || "";
    }
    this.#row = row;
    const isCall = row.channel === "desk";
    this.label.textContent = isCall ? t("call_write") : t("write");
    this.area.placeholder = isCall ? t("call_placeholder") : t("write_placeholder");
    this.area.maxLength = this.app.me.limits.text;
    this.button.textContent = isCall ? t("call_send") : t("send");
    this.#count();
  }

  /** Put a text to edit into the line; what stands there already stays before it. */
  insert(text, face = null) {
    const { value } = this.area;
    const isOld = !value.trim() || value === this.#suggested?.text;
    this.area.value = isOld ? text : `${value.trimEnd()}\n${text}`;
    this.#suggested = face ? { face, text: this.area.value } : isOld ? null : this.#suggested;
    this.focus();
    this.area.setSelectionRange(this.area.value.length, this.area.value.length);
    this.#count();
  }

  focus() {
    this.area.focus();
  }

  /** Go on with what the same agent has typed on a screen before (another language, signed in again). */
  inherit(other) {
    other.#keep();
    this.#drafts = other.#drafts;
  }

  offerAll() {
    this.focus();
    if (codeAt(this.area.value, this.area.selectionStart) === null) {
      const lead = /\S$/.test(this.area.value.slice(0, this.area.selectionStart)) ? " /" : "/";
      this.area.setRangeText(lead, this.area.selectionStart, this.area.selectionEnd, "end");
    }
    this.#offer(matching(this.app.replies, codeAt(this.area.value, this.area.selectionStart) || ""));
  }

  #keep() {
    if (!this.#row) return;
    if (this.area.value) this.#drafts.set(this.#row.id, { text: this.area.value, suggested: this.#suggested });
    else this.#drafts.delete(this.#row.id);
  }

  #language() {
    return languageOf(this.area.value, this.#row.channel === "desk" ? lang() : this.#row.language);
  }

  #typed(event) {
    this.#before = null;
    if (event.isComposing) return;
    const { value, selectionStart } = this.area;
    const made = event.inputType === "insertText" || event.inputType === "insertLineBreak"
      ? expanded(value, selectionStart, this.app.abbreviations, this.#language()) : null;
    if (made) {
      this.#put(made);
      this.#before = made.was;
    }
    const code = codeAt(this.area.value, this.area.selectionStart);
    this.#offer(code === null ? [] : matching(this.app.replies, code));
    this.#count();
  }

  #put({ text, caret }) {
    this.area.value = text;
    this.area.setSelectionRange(caret, caret);
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is choosing
    const { key } = event;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (this.#found.length && key in steps && !event.altKey) this.#mark(this.#chosen + steps[key]);
    else if (this.#found.length && (key === "Enter" || key === "Tab")) this.#take(this.#found[this.#chosen]);
    else if (this.#found.length && key === "Escape") this.#offer([]);
    else if (key === "Backspace" && this.#before) {
      this.#put(this.#before);
      this.#before = null;
    } else if (key === "Enter" && !event.shiftKey) this.#submit();
    else return;
    event.preventDefault();
  }

  #offer(found) {
    this.#found = found;
    this.#chosen = 0;
    this.list.hidden = !found.length;
    const language = this.#row ? this.#language() : lang();
    renew(this.list, found.map((one, at) => h(
      "li", { role: "option", id: `canned-${at}`, mousedown: (event) => {
        event.preventDefault();
        this.#take(one);
      } }, h("kbd", {}, `/${one.code}`), h("span", { class: "cut" }, one[language] || one.zh || one.en))));
    this.#mark(0);
  }

  #mark(at) {
    const { length } = this.#found;
    if (!length) return this.area.removeAttribute("aria-activedescendant");
    this.#chosen = (at + length) % length;
    [...this.list.children].forEach((one, place) =>
      one.setAttribute("aria-selected", String(place === this.#chosen)));
    this.list.children[this.#chosen].scrollIntoView({ block: "nearest" });
    return this.area.setAttribute("aria-activedescendant", `canned-${this.#chosen}`);
  }

  #take(reply) {
    const text = reply[this.#language()] || reply.zh || reply.en;
    this.#put(withReply(this.area.value, this.area.selectionStart, text));
    this.#offer([]);
    this.#count();
  }

  async #submit() {
    const text = this.area.value.trim();
    const row = this.#row;
    if (!text || this.area.readOnly) return;
    if (this.#sending?.text !== text) this.#sending = { id: newId(), text };
    const { id } = this.#sending;
    const from = this.#suggested;
    const suggested = from && { face: from.face, edited: from.text.trim() !== text };
    this.area.readOnly = true;
    const done = await trying(async () => {
      await this.send(row, { id, text, suggested });
      return true;
    });
    this.area.readOnly = false;
    if (!done) return;
    this.#drafts.delete(row.id);
    if (row.id !== this.#row.id) return;
    this.area.value = "";
    this.#suggested = null;
    this.#sending = null;
    this.#count();
  }

  #count() {
    const left = this.app.me.limits.text - this.area.value.length;
    this.hint.textContent = left < NEAR ? t("characters_left", { number: left }) : t("write_hint");
  }
}
