// The middle: one conversation, who has it, what can be done with it, the transcript, the line.

import { button, chip, h, renew } from "./dom.js";
import { approvalForm } from "./approval.js";
import { titleOf } from "./inbox.js";
import { keyed } from "./keys.js";
import { moment, named, span, t } from "./words.js";

export class Talk {
  node = h("section", { class: "pane talk", "aria-label": t("talk") });

  /** `does`: claim, back, end, pass, summary, forget, mayForget. */
  constructor(app, does, transcript, composer) {
    this.app = app;
    this.does = does;
    this.transcript = transcript;
    this.composer = composer;
    this.head = h("div", { class: "head" });
    this.signs = h("ul", { class: "signs", "aria-label": t("signals") });
    this.held = h("div"); // an answer that waits for approval: what is being edited stays
    this.noted = h("div");
    this.note = h("div", { class: "scroll note-pane", tabindex: 0, role: "region", "aria-label": t("note") }, this.held, this.noted);
    this.clear();
  }

  clear() {
    const steps = ["hint_queue", "hint_call", "hint_keys"].map((name) => h("li", {}, t(name)));
    this.node.replaceChildren(h("div", { class: "empty" }, h("h1", {}, t("nothing_open")), h("ul", {}, steps)));
    this.head.replaceChildren();
    this.#shape = "";
  }

  #shape = "";
  #form = null;

  show(row) {
    const isMine = row.mine && row.state === "claimed";
    const shape = row.readable ? `read ${isMine}` : "note";
    renew(this.head, this.#heading(row), this.#actions(row, isMine));
    this.#hold(row);
    renew(this.noted, this.#noteOf(row));
    if (isMine) this.composer.open(row);
    if (row.readable) this.transcript.open(row);
    if (shape === this.#shape && row.id === this.id) return;
    this.#shape = shape;
    this.id = row.id;
    const showsNote = !row.readable || row.state === "waiting";
    this.node.replaceChildren(
      this.head, this.signs, ...(showsNote ? [this.note] : []),
      ...(row.readable ? [this.transcript.node] : []), ...(isMine ? [this.composer.node] : []));
  }

  signals(found) {
    renew(this.signs, found.map((one) => h("li", {}, one)));
  }

  #heading(row) {
    const since = { waiting: row.opened_at, claimed: row.claimed_at, ended: row.ended_at }[row.state];
    return h(
      "div", { class: "title" }, h("h1", {}, titleOf(row)),
      h("p", { class: "chips" },
        chip(named("state", row.state), row.state), chip(named("channel", row.channel)),
        chip(row.language === "en" ? "EN" : t("zh_short")),
        row.reason !== "call" && chip(named("reason", row.reason)),
        row.agent && chip(row.mine ? t("me") : row.agent.name),
        h("span", { class: "soft" }, row.state === "waiting"
          ? t("waits", { span: span(row.waits_seconds), place: row.place ?? "" }) : moment(since),
        row.state === "ended" && row.ended_by && ` · ${t("ended_by", { by: named("ended", row.ended_by) })}`)),
    );
  }

  #actions(row, isMine) {
    const { does } = this;
    const isCall = row.channel === "desk";
    return h(
      "div", { class: "actions" },
      row.state === "waiting" && keyed("claim", row.approval ? t("take_over") : t("claim"), () => does.claim(row), { class: "primary", "data-k": "claim" }),
      isMine && !isCall && keyed("back", t("back"), () => does.back(row), { "data-k": "back" }),
      isMine && keyed("end", isCall ? t("end_call") : t("end"), () => does.end(row), { "data-k": "end" }),
      isMine && !isCall && keyed("pass", t("pass"), () => does.pass(row), { "data-k": "pass" }),
      row.readable && keyed("summary", t("summary"), () => does.summary(row), { "data-k": "summary" }),
      row.readable && does.mayForget() && button(t("delete"), () => does.forget(row), { class: "danger", "data-k": "delete" }),
    );
  }

  #hold(row) {
    const waits = row.approval && row.note?.draft && row.state === "waiting";
    if (waits && this.#form?.id === row.id) return this.#form.hear(row);
    const form = waits && approvalForm(this.app, row, {
      done: (sent) => this.does.approved(sent), claim: (one) => this.does.claim(one) });
    this.#form = form ? { id: row.id, ...form } : null;
    return this.held.replaceChildren(...(form ? [form.node] : []));
  }

  #noteOf(row) {
    const { note } = row;
    if (!note) return h("p", { class: "empty" }, row.agent ? t("with_other", { name: row.agent.name }) : t("not_readable"));
    const { facts, decision, given, procedure, last, message } = note;
    return [
      message && [h("h2", {}, t("left_message")), h("blockquote", {}, message)],
      last && [h("h2", {}, t("last_said")), h("blockquote", {}, last)],
      facts.length > 0 && [h("h2", {}, t("facts")), h("dl", { class: "facts" }, facts.map(({ title, text, by, at }) => [
        h("dt", {}, title), h("dd", {}, text, " ", h("small", {}, named("by", by), at && ` · ${moment(at)}`))]))],
      decision && [h("h2", {}, t("decision")), h("p", { class: "text" }, chip(named("kind", decision.kind), decision.kind), " ", decision.text)],
      given && [h("h2", {}, t("given", { title: given.title })), h("p", { class: "text" }, chip(named("kind", given.kind), given.kind), " ", given.text)],
      procedure && [h("h2", {}, t("procedure")), h("p", {}, procedure.title, " ", chip(`${procedure.number} / ${procedure.total}`))],
      !facts.length && !decision && !given && !last && !message && !note.draft && h("p", { class: "soft" }, t("note_empty")),
    ];
  }
}
