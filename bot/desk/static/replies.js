// Canned replies with their codes, and the abbreviations: to look up, to add one's own.

import { button, chip, field, h, renew, table } from "./dom.js";
import { confirmed, openDialog, tell } from "./dialogs.js";
import { may } from "./shell.js";
import { lang, t } from "./words.js";

export async function openReplies(app) {
  const list = h("div");
  async function draw() {
    await app.learnReplies();
    renew(list, app.replies.map((one) => entry(app, one, draw)));
  }
  await draw();
  const short = [...app.abbreviations.values()];
  return {
    node: h(
      "div", {}, h("h1", {}, t("page_replies")), h("p", { class: "soft" }, t("replies_lead")),
      h("div", { class: "row" }, button(t("reply_new"), () => edit(app, null, draw), { class: "primary" })),
      h("div", { class: "columns" },
        h("section", {}, h("h2", {}, t("canned")), list),
        h("section", {}, h("h2", {}, t("abbreviations")), table(t("abbreviations"), [
          [t("short_form"), (one) => h("kbd", {}, one.short)], [t("lang_zh"), (one) => one.zh], [t("lang_en"), (one) => one.en],
        ], short))),
    ),
  };
}

function entry(app, one, draw) {
  const mayChange = one.mine || (one.shared && may(app.me, "supervisor") && typeof one.id === "number");
  const title = one.title?.[lang()];
  return h(
    "article", { class: "card" },
    h("p", { class: "row" }, h("kbd", {}, `/${one.code}`), title && h("strong", {}, title), chip(one.shared === false ? t("reply_own") : t("reply_shared"))),
    h("p", { class: "text", lang: "zh-Hans" }, one.zh), h("p", { class: "text soft", lang: "en" }, one.en),
    mayChange && h("div", { class: "row" },
      button(t("edit"), () => edit(app, one, draw), { "aria-label": `${t("edit")} /${one.code}`, "data-k": `edit-${one.id}` }),
      button(t("delete"), () => confirmed(t("delete"), `/${one.code}`, t("delete"), async () => {
        await app.api.delete(`/replies/${one.id}`);
        await draw();
      }), { class: "danger", "aria-label": `${t("delete")} /${one.code}`, "data-k": `delete-${one.id}` })),
  );
}

function edit(app, one, draw) {
  const code = h("input", { ".value": one?.code || "", maxlength: 20, pattern: "[a-z0-9_\\-]+", spellcheck: "false", autocomplete: "off" });
  const zh = h("textarea", { rows: 3, ".value": one?.zh || "", lang: "zh-Hans", maxlength: app.me.limits.text });
  const en = h("textarea", { rows: 3, ".value": one?.en || "", lang: "en", maxlength: app.me.limits.text });
  const shared = h("input", { type: "checkbox", ".checked": one?.shared || false });
  openDialog({
    title: one ? `${t("edit")} /${one.code}` : t("reply_new"), wide: true,
    body: [
      field(t("reply_code"), code, "reply-code", t("reply_code_help")), field(t("lang_zh"), zh, "reply-zh"), field(t("lang_en"), en, "reply-en"),
      may(app.me, "supervisor") && h("label", { class: "check" }, shared, t("reply_share"))],
    buttons: [{ label: t("save"), kind: "primary", act: async () => {
      const body = { code: code.value.trim(), zh: zh.value.trim(), en: en.value.trim(), shared: shared.checked };
      await (one ? app.api.put(`/replies/${one.id}`, body) : app.api.post("/replies", body));
      tell(t("saved"));
      await draw();
    } }],
  });
}
