// The suggested reply: in the person's language and in the agent's, in three forms. It goes into
// the line to be edited, and never anywhere by itself.

import { button, copy, h, hidden } from "./dom.js";
import { tell } from "./dialogs.js";
import { keyed } from "./keys.js";
import { t } from "./words.js";

export const FACES = ["plain", "list", "shorter"];

/** The section's nodes. `at` has {face, isCall, choose(face), use(text, face), wrong(text)}. */
export function suggestion(panel, at) {
  const { citizen, agent, kind } = panel.reply;
  const faces = FACES.map((face) => button(t(`face_${face}`), () => at.choose(face), {
    "aria-pressed": String(face === at.face), "data-k": `face-${face}` }));
  const text = citizen[at.face];
  const isOther = citizen.language !== panel.lang;
  return [
    h("div", { class: "row" }, h("div", { class: "faces", role: "group", "aria-label": t("faces") }, faces),
      hidden(t(`reply_${kind}`))),
    h("p", { class: "text speech", lang: citizen.language === "zh" ? "zh-Hans" : "en" }, text),
    h("div", { class: "row" },
      at.canUse && keyed("use", t("use"), () => at.use(text, at.face), { class: "primary", "data-k": "use" }),
      button(t("copy"), async () => tell(await copy(text) ? t("copied") : t("not_copied")), { "data-k": "copy" }),
      keyed("wrong", t("wrong"), () => at.wrong(text), { class: "quiet", "data-k": "wrong" })),
    isOther && h("details", { open: true, "data-k": "other" }, h("summary", {}, t("reply_other")),
      h("p", { class: "text speech other", lang: panel.lang === "zh" ? "zh-Hans" : "en" }, agent[at.face])),
  ];
}
