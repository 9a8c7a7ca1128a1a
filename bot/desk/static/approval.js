// An answer that waits until an agent has looked at it: send it as it is, edited, or take over.

import { button, field, h } from "./dom.js";
import { tell, trying } from "./dialogs.js";
import { t } from "./words.js";

/**
 * The form of one row; `does` has done(row) and claim(row). It sends what was looked at: where
 * `hear` of the form brings another draft, that is shown, and goes only once it was looked at too.
 */
export function approvalForm(app, row, does) {
  let { draft, draft_id: seen } = row.note;
  let waits = seen; // the draft that waits by now
  const area = h("textarea", { rows: 8, maxlength: app.me.limits.text, ".value": draft });
  const send = button(t("approve"), () => give(), { class: "primary" });
  const changed = h("div", { role: "status" });
  area.addEventListener("input", label);
  function label() {
    send.textContent = area.value === draft ? t("approve") : t("approve_edited");
  }
  async function give() {
    send.disabled = true;
    const text = area.value === draft ? null : area.value.trim();
    const path = `/handovers/${row.id}`;
    const sent = await trying(() => app.api.post(`${path}/approve`, { draft_id: seen, text }).catch(async (refusal) => {
      if (refusal.code !== "changed") throw refusal;
      tell(refusal.message, "bad");
      hear(await app.api.get(path));
    }));
    send.disabled = seen !== waits;
    if (sent) does.done(sent);
  }
  function hear({ note }) {
    if (!note?.draft_id || note.draft_id === waits) return;
    waits = note.draft_id;
    send.disabled = seen !== waits;
    changed.replaceChildren(
      h("p", { class: "trouble" }, t("approval_changed")), h("blockquote", { class: "text" }, note.draft),
      button(t("approval_seen"), () => look(note)),
    );
  }
  function look(note) {
    if (area.value === draft) area.value = note.draft; // else what was edited stays
    ({ draft, draft_id: seen } = note);
    changed.replaceChildren();
    send.disabled = false;
    label();
    send.focus();
  }
  const node = h(
    "div", { class: "approval" }, h("p", {}, t("approval_lead")),
    field(t("approval_text"), area, `draft-${row.id}`), changed,
    h("div", { class: "row" }, send, button(t("take_over"), () => does.claim(row))),
  );
  return { node, hear };
}
