// The way in, and the password.

import { button, field, h } from "./dom.js";
import { openDialog, tell } from "./dialogs.js";
import { lang, t } from "./words.js";

const SHORTEST = 12; // characters of a new password

/** A page to sign in; `entered(me)` when it went. `why` says what ended, if anything did. */
export function signInPage(api, entered, { why = "", changeLanguage }) {
  const name = h("input", { autocomplete: "username", required: true, autocapitalize: "off", spellcheck: "false" });
  const password = h("input", { type: "password", autocomplete: "current-password", required: true });
  const trouble = h("p", { class: "trouble", role: "alert" }, why);
  const send = h("button", { type: "submit", class: "primary" }, t("sign_in"));
  async function submit(event) {
    event.preventDefault();
    send.disabled = true;
    trouble.textContent = "";
    try {
      entered(await api.signIn(name.value.trim(), password.value));
    } catch (refusal) {
      trouble.textContent = refusal.message;
      password.value = "";
      password.focus();
    }
    send.disabled = false;
  }
  const node = h(
    "main", { class: "door", id: "main" },
    h("h1", {}, t("title")), h("p", {}, t("sign_in_lead")),
    h("form", { submit }, field(t("name"), name, "name"), field(t("password"), password, "password"), trouble,
      h("div", { class: "row" }, send, button(t("other_language"), changeLanguage, {
        lang: lang() === "zh" ? "en" : "zh-Hans" }))),
    h("p", { class: "soft" }, t("sign_in_help")),
  );
  return { node, focus: () => name.focus() };
}

export function passwordDialog(api) {
  const old = h("input", { type: "password", autocomplete: "current-password" });
  const fresh = h("input", { type: "password", autocomplete: "new-password", minlength: SHORTEST });
  async function act() {
    await api.post("/password", { old: old.value, new: fresh.value });
    tell(t("password_changed"));
  }
  openDialog({
    title: t("change_password"),
    body: [
      field(t("password_old"), old, "old"),
      field(t("password_new"), fresh, "new", t("password_rule", { number: SHORTEST })),
    ],
    buttons: [{ label: t("change"), act, kind: "primary" }],
  });
}
