// Facts of the case: who said each and when, what is still open, and "what if", which keeps
// nothing until somebody says so.

import { button, chip, details, h, hidden } from "./dom.js";
import { moment, named, t } from "./words.js";

/** A control for a fact's value; `give(value)` when it was chosen. */
function control(field, value, id, give) {
  const label = { "aria-label": field.title, "data-k": id };
  if (field.type === "choice") {
    const options = field.options.map((one) => h("option", { ".value": one.value }, one.label));
    const node = h("select", { ...label, change: () => give(node.value) },
      h("option", { ".value": "" }, t("choose")), options);
    node.value = value ?? "";
    return node;
  }
  const kinds = { integer: "number", month: "month", date: "date" };
  const node = h("input", {
    ...label, type: kinds[field.type] || "text", min: field.min ?? "", max: field.max ?? "", ".value": value ?? "",
    keydown: (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      give(node.value.trim());
    },
    change: () => node.type !== "text" && give(node.value.trim()),
  });
  return node;
}

/** What the caller has just answered, in one press. `keep(fact, value)`. */
export function answerButtons(question, keep) {
  if (question.type !== "choice" && !question.options.length) {
    const id = `answer-${question.fact}`;
    const node = control(question, "", id, (value) => value && keep(question.fact, value));
    return h("div", { class: "row" }, h("span", { class: "soft" }, t("record")), node, question.unit && h("span", {}, named("unit", question.unit)));
  }
  const options = question.options.map(({ value, label }) => button(label, () => keep(question.fact, value), { "data-k": `answer-${value}` }));
  return h("div", { class: "row options" }, h("span", { class: "soft" }, t("record")), options);
}

/**
 * Facts that are known, each to be changed on trial. `at` has {suppose, edited, edit(fact),
 * change(fact, value)}: null is "if this were not known", undefined takes it back. What is open
 * and does not matter now is folded.
 */
export function factList(panel, at) {
  const known = panel.facts.map((fact) => line(fact, at));
  const [asked, others] = [true, false].map((matters) => panel.open
    .filter((fact) => Boolean(fact.matters || fact.fact in at.suppose) === matters).map((fact) => line(fact, at)));
  const derived = panel.derived.map(({ title, text, from }) => h(
    "div", { class: "fact derived" }, h("dt", {}, title), h("dd", {}, text, " ", h("small", {}, t("follows", { from: from.join(t("comma")) })))));
  const shown = [...known, ...derived, ...asked];
  return [
    shown.length > 0 && h("dl", { class: "facts" }, shown),
    others.length > 0 && details("facts-other", t("facts_other", { number: others.length }), h("dl", { class: "facts" }, others)),
  ];
}

function line(fact, at) {
  const isTried = fact.fact in at.suppose;
  const value = isTried ? at.suppose[fact.fact] : fact.value;
  const isEdited = isTried || at.edited === fact.fact;
  const isKnown = "by" in fact;
  const edit = button(isKnown ? t("what_if") : t("set"), () => at.edit(fact.fact), {
    class: "quiet", "data-k": `edit-${fact.fact}`, "aria-label": `${isKnown ? t("what_if") : t("set")}: ${fact.title}` });
  return h(
    "div", { class: `fact ${isTried ? "tried" : ""} ${isKnown ? "" : "open"}` },
    h("dt", {}, fact.title, fact.counts && chip(t("counts"), "good"), fact.matters && chip(t("matters"), "warn")),
    h("dd", {},
      isEdited ? control(fact, value, `value-${fact.fact}`, (one) => at.change(fact.fact, one)) : h("span", {}, fact.text || hidden(t("unknown"))),
      isKnown && h("small", {}, named("by", fact.by), fact.at && ` · ${moment(fact.at)}`, fact.kept === false && ` · ${t("just_heard")}`),
      !isKnown && fact.declined && h("small", {}, t("declined")),
      isTried ? button(t("undo"), () => at.change(fact.fact, undefined), { class: "quiet", "data-k": `undo-${fact.fact}`, "aria-label": `${t("undo")}: ${fact.title}` }) : !isEdited && edit,
      isKnown && isEdited && !(isTried && value === null) && button(t("if_unknown"), () => at.change(fact.fact, null), { class: "quiet", "data-k": `none-${fact.fact}`, "aria-label": `${t("if_unknown")}: ${fact.title}` })),
  );
}
