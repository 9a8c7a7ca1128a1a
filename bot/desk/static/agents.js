// Agents and their roles.

import { button, chip, field, h, renew, select, table } from "./dom.js";
import { openDialog, tell, trying } from "./dialogs.js";
import { moment, t } from "./words.js";

const SHORTEST = 12; // characters of a password

export async function openAgents(app) {
  const body = h("div");
  const role = (id) => app.me.roles.find((one) => one.id === id)?.label || id;
  async function draw() {
    const agents = (await trying(() => app.api.get("/agents")))?.agents || [];
    renew(body, table(t("page_agents"), [
      [t("name"), ({ name }) => name], [t("shown_name"), (one) => one.shown_name], [t("role"), (one) => role(one.role)],
      [t("state"), ({ active }) => chip(active ? t("active") : t("inactive"), active ? "good" : "")],
      [t("last_seen"), (one) => moment(one.last_seen_at) || "–"],
      [t("edit"), (one) => button(t("edit"), () => edit(app, one, draw), { "aria-label": `${t("edit")}: ${one.name}` })],
    ], agents));
  }
  await draw();
  return { node: h("div", {}, h("h1", {}, t("page_agents")), h("p", { class: "soft" }, t("agents_lead")),
    h("div", { class: "row" }, button(t("agent_new"), () => edit(app, null, draw), { class: "primary" })), body) };
}

function edit(app, one, draw) {
  const name = h("input", { ".value": one?.name || "", maxlength: 60, autocomplete: "off", spellcheck: "false" });
  const shown = h("input", { ".value": one?.shown_name || "", maxlength: 60, autocomplete: "off" });
  const role = select(app.me.roles.map(({ id, label }) => ({ value: id, label })), one?.role || "agent");
  const password = h("input", { type: "password", autocomplete: "new-password", minlength: SHORTEST });
  const active = h("input", { type: "checkbox", ".checked": one?.active ?? true });
  openDialog({
    title: one ? `${t("edit")}: ${one.name}` : t("agent_new"),
    body: [
      !one && field(t("name"), name, "agent-name"), field(t("shown_name"), shown, "agent-shown", t("shown_name_help")),
      field(t("role"), role, "agent-role"),
      field(t("password"), password, "agent-password", one ? t("password_leave") : t("password_rule", { number: SHORTEST })),
      one && h("label", { class: "check" }, active, t("active"))],
    buttons: [{ label: t("save"), kind: "primary", act: async () => {
      const body = { shown_name: shown.value.trim(), role: role.value, ...(password.value && { password: password.value }) };
      await (one ? app.api.put(`/agents/${one.id}`, changed(one, { ...body, active: active.checked })) : app.api.post("/agents", { ...body, name: name.value.trim() }));
      tell(t("saved"));
      await draw();
    } }],
  });
}

/** Only what is other than before: a role that is set anew ends the agent's sessions. */
function changed(before, after) {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name] !== value));
}
