// Why: rows of the table that apply and that do not, articles with their sentence, figures.

import { chip, details, h } from "./dom.js";
import { day, named, t } from "./words.js";

/** The outcome in words, with what has to be confirmed; words that `told` has are not repeated. */
export function outcome(decision, told = "") {
  const { outcome: found, missing, refer, kind } = decision;
  const words = found?.text && told.includes(found.text) ? t("as_above") : found?.text;
  return [
    h("p", { class: "text" }, chip(named("kind", kind), kind), " ",
      words || (missing && t("missing_lead", { number: missing.open.length }))),
    found?.for_you && h("p", { class: "text" }, found.for_you),
    refer && h("p", { title: refer.subject || "" }, named("refer", refer.reason)),
    found?.confirm && h("p", { class: "warning" }, t("confirm")),
    Object.values(found?.counts || {}).map((one) => h("p", { class: "text soft" }, Array.isArray(one) ? one.join("\n") : one)),
  ];
}

/** The trace's rows, articles and figures; while facts are missing the articles are folded. */
export function traceOf(trace, isMissing) {
  const group = (state) => trace.rows.filter((row) => row.state === state);
  const [applies, possible, out] = ["applies", "possible", "ruled_out"].map(group);
  return [
    applies.map(row),
    possible.length > 0 && details("possible", t("rows_possible", { number: possible.length }), possible.map(row)),
    out.length > 0 && details("out", t("rows_out", { number: out.length }), out.map(row)),
    articlesOf(trace.articles, isMissing),
    trace.figures.length > 0 && details("figures", t("figures_read", { number: trace.figures.length }), trace.figures.map(figure)),
  ];
}

/** Articles, all to see or to unfold. */
export function articlesOf(articles, isFolded = false) {
  if (!articles.length) return null;
  const shown = articles.map(article);
  return isFolded ? details("articles", t("articles_number", { number: articles.length }), shown)
    : [h("h3", {}, t("articles")), shown];
}

function row(one) {
  return h(
    "div", { class: `rule ${one.state}`, title: one.rule },
    h("p", {}, chip(t(`row_${one.state}`), one.state), " ", conditionsOf(one)),
    one.because && h("p", { class: "because" }, one.because.text),
    one.differs && h("p", { class: "soft" }, one.differs),
  );
}

/** When a row applies, in words. */
export function conditionsOf({ conditions: said }) {
  return Array.isArray(said) ? said.join(t("semicolon")) : said || "";
}

/** An article: title to unfold, its sentence, in force from and to, when it was last checked. */
function article(one) {
  const link = one.url && h("a", { href: safe(one.url), target: "_blank", rel: "noopener noreferrer" }, t("official_text"));
  return h(
    "div", { class: "article" },
    h("p", {}, h("strong", {}, one.title), " ", chip(one.rank_text),
      chip(one.in_force ? t("in_force") : t("not_in_force"), one.in_force ? "good" : "bad"), !one.verified && chip(t("unverified"), "warn")),
    one.text && h("blockquote", { class: "text" }, one.text),
    one.note && h("p", { class: "soft" }, one.note),
    h("p", { class: "soft" }, one.period, " · ", t("checked", { day: day(one.checked) }), link && " · ", link),
  );
}

function figure(one) {
  const lost = one.lost.map((other) => h("li", {}, other.text, " · ", other.source_title, " · ", other.reason_text));
  return h(
    "div", { class: "figure-read" },
    h("p", {}, h("strong", {}, one.title), ": ", one.text, " ", h("small", {}, one.region_text)),
    h("p", { class: "soft" }, one.source_title, " · ", t("since", { day: one.from ? day(one.from) : "–" }), one.to && ` – ${day(one.to)}`, " · ", t("checked", { day: day(one.checked) })),
    lost.length > 0 && details(`lost-${one.parameter}`, t("figures_lost", { number: lost.length }), h("ul", {}, lost)),
    one.elsewhere > 0 && h("p", { class: "soft" }, t("elsewhere", { number: one.elsewhere })),
  );
}

/** Only addresses of the web become links. */
function safe(url) {
  return /^https?:\/\//.test(url) ? url : "#";
}
