// Which row of a decision table is right: to choose by what it answers and when it applies.

import { field, h, select } from "./dom.js";
import { conditionsOf } from "./trace.js";
import { t } from "./words.js";

const LONGEST_ANSWER = 40; // characters of a label
const LONGEST_CONDITIONS = 60;

/** {node, value, show(cases, rule)}: a select, and below it the whole answer of what is chosen. */
export function caseChoice(label, id) {
  let rows = [];
  const whole = h("p", { class: "text soft", "aria-live": "polite" });
  const control = select([], "", { change: tellWhole });
  function tellWhole() {
    const one = rows.find(({ rule }) => rule === control.value);
    whole.textContent = one ? `${one.text}\n${conditionsOf(one)}` : "";
  }
  return {
    node: h("div", {}, field(label, control, id, t("wrong_outcome_help")), whole),
    get value() {
      return control.value;
    },
    show(cases, rule = "") {
      rows = cases;
      const options = [{ value: "", label: t("wrong_outcome_same") }, ...cases.map((one) => ({ value: one.rule, label: named(one) }))];
      control.replaceChildren(...select(options, "").children);
      control.value = cases.some((one) => one.rule === rule) ? rule : "";
      tellWhole();
    },
  };
}

function named(one) {
  const now = one.state === "applies" ? `［${t("row_applies")}］` : "";
  return `${now}${cut(one.text, LONGEST_ANSWER)} · ${cut(conditionsOf(one), LONGEST_CONDITIONS)}`;
}

function cut(text, most) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}
