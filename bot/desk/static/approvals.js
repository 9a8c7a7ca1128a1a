// Answers that wait for an agent's look, longest first.

import { chip, h } from "./dom.js";
import { approvalForm } from "./approval.js";
import { tell } from "./dialogs.js";
import { named, span, t } from "./words.js";

export async function openApprovals(app) {
  const shown = new Map(); // id -> entry: what is being edited stays
  const list = h("div", { class: "cards" });
  const empty = h("p", { class: "soft" }, t("approvals_empty"));
  const topics = app.me.topics.filter(({ id }) => app.me.approve_topics.includes(id)).map(({ title }) => title);
  function draw() {
    const rows = app.waiting.filter(({ approval }) => approval);
    for (const [id, one] of shown) {
      if (rows.some((row) => row.id === id)) continue;
      one.node.remove();
      shown.delete(id);
    }
    for (const row of rows) {
      if (shown.has(row.id)) shown.get(row.id).hear(row);
      else {
        shown.set(row.id, entry(app, row));
        list.append(shown.get(row.id).node);
      }
    }
    empty.hidden = rows.length > 0;
  }
  draw();
  return {
    node: h("div", {}, h("h1", {}, t("page_approvals")),
      h("p", { class: "soft" }, topics.length ? t("approvals_topics", { topics: topics.join(t("comma")) }) : t("approvals_none")), empty, list),
    hear: (event) => event === "queue" && draw(),
  };
}

function entry(app, row) {
  const last = h("blockquote", {}, row.note?.last);
  const form = approvalForm(app, row, { done: () => tell(t("approved")), claim: (one) => app.room.claim(one) });
  const node = h(
    "article", { class: "card" }, h("h2", {}, row.note?.title || t("talk_title", { id: row.id })),
    h("p", { class: "chips" }, chip(named("channel", row.channel)), chip(row.language === "en" ? "EN" : t("zh_short")), h("span", { class: "soft" }, t("waited", { span: span(row.waits_seconds) }))),
    last, form.node,
  );
  function hear(now) {
    last.textContent = now.note?.last || "";
    last.hidden = !now.note?.last;
    form.hear(now);
  }
  hear(row);
  return { node, hear };
}
