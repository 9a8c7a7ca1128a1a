// A procedure with the person's place in it.

import { chip, details, h } from "./dom.js";
import { day, named, t } from "./words.js";

/** The procedure's nodes: the present step, and all of them to unfold. */
export function procedureOf(found) {
  const here = found.steps.find((one) => one.here);
  return [
    h("p", {}, h("strong", {}, found.title), " ", chip(named("way", found.channel)),
      chip(found.ended ? t("step_ended") : t("step_of", { number: found.number, total: found.total }), "good"),
      found.paused && chip(t("paused"), "warn")),
    h("progress", { max: found.total, value: found.number, "aria-label": t("step_of", { number: found.number, total: found.total }) }),
    here && step(here),
    found.bring.length > 0 && h("p", { class: "soft" }, t("bring", { things: found.bring.join(t("comma")) })),
    found.screens_checked && h("p", { class: "soft" }, t("screens_checked", { day: day(found.screens_checked) })),
    details("steps", t("all_steps"), h("ol", { class: "steps" }, found.steps.map((one) =>
      h("li", { value: one.number, class: one.here ? "here" : one.done ? "done" : "" },
        one.text, one.here && h("strong", {}, ` (${t("here")})`), ways(one))))),
  ];
}

function step(one) {
  return h(
    "div", { class: "step" }, h("p", { class: "text" }, one.text), one.why && h("p", { class: "soft" }, one.why), ways(one),
    one.trouble && h("p", { class: "warning" }, t("trouble"), " ", one.trouble,
      one.trouble_way && ` → ${one.trouble_way.number}`),
  );
}

function ways({ ways: found }) {
  if (!found.length) return null;
  return h("ul", { class: "ways" }, found.map(({ label, number }) => h("li", {}, label, ` → ${number}`)));
}
