// The copilot: what the rules say of the conversation, looked at anew with each message. What is
// tried out here ("what if", another matter, another day's law) changes nothing that is kept.

import { button, chip, details, h, renew } from "./dom.js";
import { tell, trying } from "./dialogs.js";
import { answerButtons, factList } from "./facts.js";
import { keyed } from "./keys.js";
import { procedureOf } from "./procedure.js";
import { FACES, suggestion } from "./suggestion.js";
import { articlesOf, outcome, traceOf } from "./trace.js";
import { percent, t, today } from "./words.js";

// What is needed first comes first; why it is so comes after what to do.
const SECTIONS = ["matter", "question", "reply", "facts", "decision", "procedure", "trace", "related"];

export class Panel {
  node = h("aside", { class: "pane panel", "aria-label": t("panel") });
  panel = null;
  #row = null;
  #asked = 0;
  #edited = "";
  #face = "plain";
  #chosen = ""; // the form that the agent likes best
  #trial = { suppose: {}, topic: null, as_of: null };

  /** `does`: use(text, face), ask(text), wrong({...}), changed(panel). */
  constructor(app, does) {
    this.app = app;
    this.does = does;
    this.banner = h("div", { class: "trial", role: "status" });
    this.sections = Object.fromEntries(SECTIONS.map((name) => [name, h("section", { class: name })]));
    this.body = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("panel") }, Object.values(this.sections));
    this.node.append(h("h2", { class: "hidden" }, t("panel")), this.banner, this.body);
    this.clear();
  }

  clear(text = t("panel_empty")) {
    this.#asked += 1;
    this.#row = null;
    this.panel = null;
    this.#forgetTrial();
    renew(this.banner);
    for (const node of Object.values(this.sections)) node.replaceChildren();
    this.sections.matter.replaceChildren(h("p", { class: "empty" }, text));
  }

  /** Look at a conversation; what was tried out on the one before is gone. */
  async open(row) {
    if (row.id !== this.#row?.id) this.clear("");
    this.#row = row;
    this.#face = this.#chosen || (row.channel === "desk" ? "shorter" : "plain"); // to read out: short
    await this.refresh();
  }

  get isTrial() {
    const { suppose, topic, as_of: day } = this.#trial;
    return Object.keys(suppose).length > 0 || Boolean(topic || day);
  }

  /** Look anew; false where the server would not say. */
  async refresh() {
    const row = this.#row;
    if (!row) return true;
    const asked = (this.#asked += 1);
    const { api } = this.app;
    const path = `/handovers/${row.id}/panel`;
    const { suppose, topic, as_of: day } = this.#trial;
    const body = { lang: api.lang, suppose, ...(topic && { topic }), ...(day && { as_of: day }) };
    const found = await trying(() => this.#named(this.isTrial ? api.post(path, body) : api.get(path)));
    this.#take(asked, found);
    return Boolean(found);
  }

  /** A line that is being sent: what it means, before the assistant has answered it. */
  async hear(line) {
    const row = this.#row;
    if (!row || this.isTrial) return;
    const asked = (this.#asked += 1);
    const { api } = this.app;
    this.#take(asked, await trying(() => api.post(`/handovers/${row.id}/panel`, { lang: api.lang, line })));
  }

  /** Show what was found, unless something was asked since. */
  #take(asked, found) {
    if (asked !== this.#asked || !found) return;
    this.panel = found;
    this.#draw();
    this.does.changed(found);
  }

  focus() {
    this.body.focus();
  }

  use() {
    if (!this.panel || !this.#canWrite) return false;
    this.does.use(this.panel.reply.citizen[this.#face], this.#face);
    return true;
  }

  nextFace() {
    this.#choose(FACES[(FACES.indexOf(this.#face) + 1) % FACES.length]);
  }

  #choose(face) {
    this.#face = this.#chosen = face;
    this.#draw();
  }

  ask() {
    const { question, language } = this.panel || {};
    if (!question || !this.#canWrite) return false;
    this.does.ask(question.ask[language]);
    return true;
  }

  wrong() {
    if (!this.panel) return false;
    this.#wrong(this.panel.reply.citizen[this.#face]);
    return true;
  }

  focusFacts() {
    this.sections.facts.querySelector("button, select, input")?.focus();
  }

  forget() {
    if (!this.isTrial) return false;
    this.#forgetTrial();
    this.refresh();
    return true;
  }

  get #isMine() {
    return this.#row.mine && this.#row.state === "claimed";
  }

  get #canWrite() {
    return this.#isMine && this.#row.channel !== "desk";
  }

  #forgetTrial() {
    this.#trial = { suppose: {}, topic: null, as_of: null };
    this.#edited = "";
  }

  async #try(change) {
    const before = this.#trial;
    this.#trial = { ...before, ...change };
    if (await this.refresh()) return;
    this.#trial = before; // a value that the fact may not have
    this.#draw();
  }

  #change(fact, value) {
    const suppose = { ...this.#trial.suppose };
    if (value === undefined || value === "") delete suppose[fact];
    else suppose[fact] = value;
    return this.#try({ suppose });
  }

  #edit(fact) {
    this.#edited = fact;
    this.#draw();
    this.sections.facts.querySelector(`[data-k="value-${CSS.escape(fact)}"]`)?.focus();
  }

  async #keep(facts) {
    const kept = await trying(() => this.#named(this.app.api.post(`/handovers/${this.#row.id}/facts`, { facts })));
    if (!kept) return;
    if (kept.dropped?.length) tell(t("facts_dropped", { facts: kept.dropped.map((one) => this.#titleOf(one) || one).join(t("comma")) }), "bad");
    this.#forgetTrial();
    await this.refresh();
  }

  #titleOf(fact) {
    const { facts = [], open = [], question } = this.panel || {};
    if (question?.fact === fact && question.title) return question.title;
    return [...facts, ...open].find((one) => one.fact === fact)?.title || "";
  }

  /** What is asked of the server; a refused fact is named by its title. */
  async #named(asked) {
    try {
      return await asked;
    } catch (refusal) {
      const fact = refusal.code === "bad_request" && this.#titleOf(refusal.field);
      if (fact) refusal.message = t("fact_refused", { fact });
      throw refusal;
    }
  }

  #wrong(text) {
    this.does.wrong({ suggestion: text, panel: this.panel });
  }

  #draw() {
    const { panel } = this;
    if (!panel) return;
    renew(this.banner, this.#trialBanner(panel));
    const parts = {
      matter: this.#matter(panel),
      question: panel.question && this.#question(panel.question, panel),
      reply: [h("h3", {}, t(this.#row.channel === "desk" ? "reply_read" : "reply")), suggestion(panel, {
        face: this.#face, canUse: this.#canWrite,
        choose: (face) => this.#choose(face),
        use: this.does.use, wrong: (text) => this.#wrong(text) })],
      facts: (panel.facts.length > 0 || panel.open.length > 0) && [h("h3", {}, t("facts")), factList(panel, {
        suppose: this.#trial.suppose, edited: this.#edited,
        edit: (fact) => this.#edit(fact), change: (fact, value) => this.#change(fact, value) })],
      decision: this.#decision(panel),
      procedure: panel.procedure && [h("h3", {}, t("procedure")), procedureOf(panel.procedure)],
      trace: panel.answer ? articlesOf(panel.answer.articles)
        : panel.trace && [h("h3", {}, t("trace")), traceOf(panel.trace, panel.decision?.kind === "missing")],
      related: this.#related(panel),
    };
    for (const [name, children] of Object.entries(parts)) renew(this.sections[name], children || []);
  }

  #trialBanner({ supposed }) {
    if (!this.isTrial) return null;
    const { suppose, topic, as_of: day } = this.#trial;
    const said = (supposed?.facts || []).map(({ title, text }) => `${title} = ${text}`);
    const kept = Object.values(suppose).every((value) => value !== null) && Object.keys(suppose).length > 0;
    return h(
      "div", {}, h("strong", {}, t("trial")), " ", said.join(t("semicolon")),
      supposed && h("span", { class: "soft" }, ` ${t(supposed.same ? "outcome_same" : "outcome_other")}`),
      topic && chip(t("trial_topic")), day && chip(t("as_of", { day })),
      h("div", { class: "row" },
        kept && this.#isMine && button(t("keep_facts"), () => this.#keep(suppose), { "data-k": "keep" }),
        keyed("forget", t("forget_trial"), () => this.forget(), { "data-k": "forget" })));
  }

  #matter({ topic, candidates, band, as_of: day, today: isToday }) {
    const others = [...(topic?.also || []), ...candidates].filter(({ id }) => id !== topic?.id);
    const date = h("input", {
      type: "date", ".value": day, max: "2099-12-31", id: "as-of", "data-k": "as-of",
      change: () => date.value && this.#try({ as_of: date.value === today() ? null : date.value }) });
    return [
      h("p", { class: "row" }, h("strong", { class: "topic" }, topic ? topic.title : t("no_topic")),
        typeof topic?.sure === "number" && chip(t("sure", { percent: percent(topic.sure) }), topic.sure < 0.7 ? "warn" : "good"),
        band && band !== "clear" && chip(t(`band_${band}`), "warn")),
      others.length > 0 && h("p", { class: "row" }, h("span", { class: "soft" }, t("or")), others.map(({ id, title, sure }) =>
        button(typeof sure === "number" ? `${title} ${percent(sure)}` : title, () => this.#try({ topic: id }), { class: "quiet", "data-k": `topic-${id}` }))),
      h("p", { class: "row" }, h("label", { for: "as-of", class: "soft" }, t("law_of")), date, !isToday && chip(t("not_today"), "warn")),
    ];
  }

  #question(question, panel) {
    const other = panel.language === "zh" ? "en" : "zh";
    const shows = panel.lang !== panel.language;
    return [
      h("h3", {}, t("question"), h("small", {}, t("questions_left", { number: question.left }))),
      h("p", { class: "text speech", lang: tag(panel.language) }, question.ask[panel.language]),
      shows && h("p", { class: "text speech other", lang: tag(other) }, question.ask[other]),
      this.#isMine && answerButtons(question, (fact, value) => this.#keep({ [fact]: value })),
      h("div", { class: "row" }, this.#canWrite && keyed("ask", t("ask"), () => this.ask(), { "data-k": "ask" })),
      question.why && details("why", t("why_asked"), h("p", {}, question.why), question.help && h("p", {}, question.help)),
    ];
  }

  #decision({ decision, answer, supposed, reply, language, lang }) {
    const shown = language === lang && reply.kind === "decision" ? reply.citizen[this.#face] : "";
    if (answer) {
      return [
        h("h3", {}, t("answer")), h("p", { class: "text" }, answer.text || t("answer_none")),
        answer.period && h("p", { class: "soft" }, answer.period)];
    }
    if (!decision) return null;
    return [
      h("h3", {}, t("decision")), outcome(decision, shown),
      supposed && !supposed.same && details("before", t("before"), outcome(supposed.before)),
    ];
  }

  #related({ related, offered }) {
    if (!related.length && !offered.length) return null;
    return [
      offered.length > 0 && [h("h3", {}, t("offered_procedures")), h("ul", {}, offered.map(({ id, title }) =>
        h("li", {}, h("a", { href: `/faq/procedure/${encodeURIComponent(id)}?lang=${this.app.api.lang}`, target: "_blank", rel: "noopener" }, title))))],
      related.length > 0 && [h("h3", {}, t("related")), related.map(({ id, kind, title, excerpt, path, verified }) => details(
        `related-${kind}-${id}`, title, h("p", { class: "text" }, excerpt), !verified && chip(t("unverified"), "warn"),
        h("p", {}, h("a", { href: `${path}?lang=${this.app.api.lang}`, target: "_blank", rel: "noopener" }, t("open_page")))))],
    ];
  }
}

function tag(language) {
  return language === "zh" ? "zh-Hans" : "en";
}
