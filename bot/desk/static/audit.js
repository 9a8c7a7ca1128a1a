// Who saw, claimed, sent, exported, deleted: the log, newest first.

import { button, field, h, renew, select, table } from "./dom.js";
import { trying } from "./dialogs.js";
import { moment, named, t } from "./words.js";

const ACTIONS = [
  "sign_in", "sign_in_failed", "sign_out", "saw", "claimed", "sent", "back", "ended", "passed", "approved", "line", "facts", "exported",
  "deleted", "summary", "wrong", "reviewed", "reply", "off", "on", "agent_added", "agent_changed", "password"];
const MOST = 100;

export async function openAudit(app) {
  let rows = [];
  let next = null;
  const which = select([{ value: "", label: t("all_actions") }, ...ACTIONS.map((one) => ({ value: one, label: named("action", one) }))], "");
  const body = h("div");
  const columns = [
    [t("when"), ({ at }) => moment(at)], [t("who"), ({ agent }) => agent?.name || agent || "–"], [t("what"), ({ action }) => named("action", action)],
    [t("talk"), ({ handover }) => handover && h("a", { href: `#/desk/${handover}` }, handover)], [t("more_about"), ({ details }) => told(details)],
  ];
  async function read() {
    const found = await trying(() => app.api.get("/audit", { before: next, limit: MOST }));
    if (!found) return;
    rows = [...rows, ...found.rows];
    next = found.next;
    draw();
  }
  function draw() {
    const shown = rows.filter(({ action }) => !which.value || action === which.value);
    renew(body, table(t("page_audit"), columns, shown), next && button(t("older"), read, { "data-k": "older" }));
  }
  which.addEventListener("change", draw);
  await read();
  return { node: h("div", {}, h("h1", {}, t("page_audit")), h("p", { class: "soft" }, t("audit_lead")), h("div", { class: "row range" }, field(t("what"), which, "which")), body) };
}

function told(details) {
  if (!details) return "";
  if (typeof details === "string") return details;
  return Object.entries(details).map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`).join(", ");
}
