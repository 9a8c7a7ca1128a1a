// Questions without an answer, those that are alike together.

import { chip, field, h, renew } from "./dom.js";
import { trying } from "./dialogs.js";
import { languageOf } from "./expand.js";
import { moment, t, today } from "./words.js";

export async function openUnanswered(app) {
  const from = h("input", { type: "date", ".value": today(29) });
  const to = h("input", { type: "date", ".value": today() });
  const body = h("div", { class: "cards" });
  const file = h("a", { class: "button", download: true }, "CSV");
  async function draw() {
    const range = { from: from.value, to: to.value };
    file.href = app.api.address("/figures.csv", { ...range, table: "unanswered" });
    const groups = (await trying(() => app.api.get("/unanswered", range)))?.groups || [];
    renew(body, groups.map(group), !groups.length && h("p", { class: "soft" }, t("unanswered_empty")));
  }
  from.addEventListener("change", draw);
  to.addEventListener("change", draw);
  await draw();
  return {
    node: h("div", {}, h("h1", {}, t("page_unanswered")), h("p", { class: "soft" }, t("unanswered_lead")),
      h("div", { class: "row range" }, field(t("from"), from, "from"), field(t("to"), to, "to"), file), body),
  };
}

function group({ count, examples, last_at: last }) {
  const tag = languageOf(examples[0], "zh") === "en" ? "en" : "zh-Hans";
  return h(
    "article", { class: "card" },
    h("h2", { lang: tag }, examples[0]), h("p", { class: "chips" }, chip(t("times", { number: count }), "warn"), h("span", { class: "soft" }, moment(last))),
    examples.length > 1 && h("ul", { lang: tag }, examples.slice(1).map((one) => h("li", {}, one))),
  );
}
