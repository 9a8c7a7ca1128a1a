// The off switch: automatic answers stop for everybody, with a reason that is told and logged.

import { button, field, h, renew } from "./dom.js";
import { confirmed, tell, trying } from "./dialogs.js";
import { moment, t } from "./words.js";

const SHORTEST = 4; // characters of a reason

export async function openSwitch(app) {
  const body = h("div", { class: "card" });
  const reason = h("textarea", { rows: 2, maxlength: 200 });
  async function turn(path, given) {
    const { off } = await app.api.post(path, given);
    app.me.off = off;
    app.shell.off(off);
    tell(t(off ? "switched_off" : "switched_on"));
    draw(off);
  }
  function draw(off) {
    renew(body, off ? [
      h("h2", {}, t("is_off")), h("p", {}, t("off_banner", { reason: off.reason, by: off.by?.name || off.by, at: moment(off.at) })),
      button(t("switch_on"), () => trying(() => turn("/on", {})), { class: "primary", "data-k": "on" }),
    ] : [
      h("h2", {}, t("is_on")), h("p", {}, t("off_lead")), field(t("off_reason"), reason, "reason", t("off_reason_help")),
      button(t("switch_off"), () => {
        const given = reason.value.trim();
        if (given.length < SHORTEST) return tell(t("off_needs_reason"), "bad");
        return confirmed(t("switch_off"), t("off_sure"), t("switch_off"), () => turn("/off", { reason: given }));
      }, { class: "danger", "data-k": "off" }),
    ]);
  }
  draw(app.me.off);
  return { node: h("div", {}, h("h1", {}, t("page_switch")), body), hear: (event, data) => event === "off" && draw(data) };
}
