// An answer that waits until an agent has looked at it: send it as it is, edited, or take over.

import { button, field, h } from "./dom.js";
import { trying } from "./dialogs.js";
import { t } from "./words.js";

/** The form of one row; `does` has done(row) and claim(row). */
export function approvalForm(app, row, does) {
  const draft = row.note?.draft || "";
  const area = h("textarea", { rows: 8, maxlength: app.me.limits.text, ".value": draft });
  const send = button(t("approve"), () => give(), { class: "primary" });
  area.addEventListener("input", () => {
    send.textContent = area.value === draft ? t("approve") : t("approve_edited");
  });
  async function give() {
    send.disabled = true;
    const text = area.value === draft ? null : area.value.trim();
    const sent = await trying(() => app.api.post(`/handovers/${row.id}/approve`, { text }));
    send.disabled = false;
    if (sent) does.done(sent);
  }
  return h(
    "div", { class: "approval" }, h("p", {}, t("approval_lead")),
    field(t("approval_text"), area, `draft-${row.id}`),
    h("div", { class: "row" }, send, button(t("take_over"), () => does.claim(row))),
  );
}
