// Suggestions that agents called wrong: each becomes a test case, an NLU example, or nothing.

import { caseChoice } from "./cases.js";
import { openDialog, trying } from "./dialogs.js";
import { button, chip, field, h, renew, save } from "./dom.js";
import { moment, named, t } from "./words.js";

export async function openReviews(app) {
  let state = "open";
  const tabs = h("div", { class: "tabs" });
  const list = h("div", { class: "cards" });
  async function draw() {
    const found = await trying(() => app.api.get("/reviews", { state }));
    renew(tabs, ["open", "done"].map((one) => button(t(`reviews_${one}`), () => {
      state = one;
      draw();
    }, { "aria-pressed": String(one === state), "data-k": one })));
    const rows = found?.rows || [];
    renew(list, rows.map((row) => entry(app, row, draw)), !rows.length && h("p", { class: "soft" }, t("reviews_empty")));
  }
  await draw();
  return { node: h("div", {}, h("h1", {}, t("page_reviews")), h("p", { class: "soft" }, t("reviews_lead")), tabs, list) };
}

function entry(app, row, draw) {
  const topic = titleOf(app, row.topic);
  const settle = (as) => trying(async () => {
    await app.api.post(`/reviews/${row.id}`, { state: "done", as });
    await draw();
  });
  // One press saves the file and settles the row.
  const file = (as) => button(t(`as_${as}`), () => trying(async () => {
    save(`desk-${as}-${row.id}.yml`, await app.api.text(`/reviews/${row.id}/yaml`, { as }));
    if (row.state === "open") await settle(as);
  }), { "data-k": `${as}-${row.id}` });
  return h(
    "article", { class: "card" },
    h("h2", {}, row.label || row.reason), h("p", { class: "soft" }, row.by?.name || row.by, " · ", moment(row.at), topic && [" · ", topic]),
    h("dl", { class: "facts" },
      pair(t("said"), row.said), pair(t("suggested"), row.suggestion), pair(t("right"), rightOf(app, row)), pair(t("comment"), row.comment)),
    h("div", { class: "row" }, file("case"), file("example"),
      button(t("correct"), () => correct(app, row, draw), { "data-k": `correct-${row.id}`, "aria-label": `${t("correct")}: ${row.id}` }),
      row.state === "open" && button(t("as_dropped"), () => settle("dropped"), { "aria-label": `${t("as_dropped")}: ${row.id}` }),
      row.state === "done" && chip(named("as", row.made_as || "done")), row.decided_by && h("span", { class: "soft" }, row.decided_by.name || row.decided_by, " · ", moment(row.decided_at))),
  );
}

function titleOf(app, topic) {
  return app.me.topics.find(({ id }) => id === topic)?.title || topic;
}

function pair(title, text) {
  return text ? [h("dt", {}, title), h("dd", { class: "text" }, text)] : [];
}

function rightOf(app, { right, right_case: when }) {
  if (!right) return "";
  const { topic, facts, outcome, text } = right;
  const title = titleOf(app, topic);
  const said = Object.entries(facts || {}).map(([name, value]) => `${name} = ${value}`);
  return [title, ...said, when || outcome, text].filter(Boolean).join("\n");
}

/** Before a file is made: the person's words as the example should have them, and the right case. */
async function correct(app, row, draw) {
  const found = await trying(() => app.api.get(`/reviews/${row.id}/cases`));
  if (!found) return;
  const said = h("textarea", { rows: 3, maxlength: app.me.limits.text, ".value": row.said });
  const outcome = caseChoice(t("wrong_outcome"), "right-outcome");
  const { rule, outcome: right } = row.right || {};
  outcome.show(found.cases, rule || (right && found.cases.find((one) => one.outcome === right)?.rule));
  openDialog({
    title: t("correct"), wide: true,
    body: [field(t("wrong_said"), said, "wrong-said", t("wrong_said_help")), outcome.node],
    buttons: [{ label: t("save"), kind: "primary", act: async () => {
      await app.api.put(`/reviews/${row.id}`, { said: said.value.trim(), rule: outcome.value });
      await draw();
    } }],
  });
}
