// The frame around every page: where one can go, search, who one is, what everybody must know.

import { button, h, renew } from "./dom.js";
import { keyOf } from "./keys.js";
import { passwordDialog } from "./signin.js";
import { lang, moment, t } from "./words.js";

const RANKS = ["agent", "supervisor", "admin"];

/** The pages, and the role from which on one sees them. */
export const PAGES = [
  ["desk", "agent"], ["approvals", "agent"], ["replies", "agent"], ["reviews", "supervisor"],
  ["unanswered", "supervisor"], ["figures", "supervisor"], ["audit", "supervisor"], ["switch", "supervisor"],
  ["agents", "admin"],
];

export function may(me, role) {
  return RANKS.indexOf(me.agent.role) >= RANKS.indexOf(role);
}

export class Shell {
  #links = new Map();
  #waiting = 0;
  #title = "";
  #off = h("div", { class: "banner off", role: "status" });
  #line = h("div", { class: "banner line", role: "status" });
  #main = h("main", { id: "main", tabindex: -1 });

  /** `does` has search, help, changeLanguage, signOut. */
  constructor(app, does) {
    const { me, api } = app;
    const pages = PAGES.filter(([, role]) => may(me, role)).map(([name]) => name);
    this.pages = pages;
    for (const [at, name] of pages.entries()) {
      const count = h("b", { class: "count" });
      const link = h("a", { href: `#/${name}`, title: `Alt+${at + 1}` }, t(`page_${name}`), count);
      this.#links.set(name, link);
    }
    const search = button(t("search"), does.search, { class: "search", title: `${t("search")} (${keyOf("search")})` });
    const person = h(
      "details", { class: "menu", keydown: closeOnEscape }, h("summary", {}, me.agent.shown_name),
      h("div", { class: "items" },
        h("p", { class: "soft" }, this.#role(me), h("br"), me.hours?.text),
        button(t("change_password"), () => passwordDialog(api)),
        button(t("theme"), changeTheme),
        button(t("sign_out"), does.signOut)),
    );
    person.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !person.contains(relatedTarget)) person.open = false;
    });
    const head = h(
      "header", {}, h("a", { class: "skip", href: "#main", click: (event) => this.#skip(event) }, t("skip")),
      h("strong", { class: "name" }, t("title")),
      h("nav", { "aria-label": t("pages") }, [...this.#links.values()]),
      search, button("?", does.help, { "aria-label": `? ${t("shortcuts")}`, title: t("shortcuts") }),
      button(t("other_language"), does.changeLanguage, { lang: lang() === "zh" ? "en" : "zh-Hans" }),
      person,
    );
    this.node = h("div", { class: "shell" }, head, this.#off, this.#line, this.#main);
    this.off(me.off);
  }

  #role(me) {
    return me.roles.find(({ id }) => id === me.agent.role)?.label || me.agent.role;
  }

  #skip(event) {
    event.preventDefault();
    this.#main.focus();
  }

  /** Show a page; `name` marks where one is. */
  show(name, node, title) {
    for (const [one, link] of this.#links) {
      if (one === name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.#title = title;
    this.#entitle();
    this.#main.className = name === "desk" ? "fixed" : "page";
    this.#main.replaceChildren(node);
  }

  focus() {
    this.#main.focus();
  }

  #entitle() {
    const waiting = this.#waiting ? `(${this.#waiting}) ` : "";
    document.title = `${waiting}${this.#title} · ${t("title")}`;
  }

  /** Numbers beside a page's name; those of the desk also stand in the title of the tab. */
  count(name, number) {
    const mark = this.#links.get(name)?.querySelector(".count");
    if (mark) mark.textContent = number || "";
    if (name === "desk") this.#waiting = number;
    this.#entitle();
  }

  /** Everybody must know while answers are switched off. */
  off(state) {
    const said = state && t("off_banner", { reason: state.reason, by: state.by?.name || state.by, at: moment(state.at) });
    renew(this.#off, said);
  }

  connected(is) {
    renew(this.#line, !is && t("reconnecting"));
  }
}

function closeOnEscape(event) {
  if (event.key !== "Escape" || !event.currentTarget.open) return;
  event.currentTarget.open = false;
  event.currentTarget.querySelector("summary").focus();
}

const KEPT = "desk-theme";

/** Light and dark in turn; before that as the system has it. */
function changeTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const root = document.documentElement;
  const now = root.dataset.theme || (dark ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(KEPT, root.dataset.theme);
  } catch { /* blocked: for this page alone */ }
}

export function keptTheme() {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept) document.documentElement.dataset.theme = kept;
  } catch { /* blocked */ }
}
