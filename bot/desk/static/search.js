// Search over everything: answers, topics, procedures, articles, replies, one's own conversations.

import { button, chip, h, renew } from "./dom.js";
import { openDialog, trying } from "./dialogs.js";
import { lang, named, t } from "./words.js";

const PAUSE = 150; // ms after the last key

export function openSearch(app) {
  let timer = 0;
  let asked = 0;
  const input = h("input", { type: "search", "aria-label": t("search"), maxlength: 200, autocomplete: "off", placeholder: t("search_lead") });
  const list = h("ul", { class: "found" });
  const told = h("p", { class: "soft", role: "status" });
  async function look() {
    const query = input.value.trim();
    const mine = (asked += 1);
    const found = query ? (await trying(() => app.api.get("/search", { q: query })))?.found || [] : [];
    if (mine !== asked) return;
    told.textContent = query ? t("found_number", { number: found.length }) : "";
    renew(list, found.map((one) => h("li", {}, entry(one))));
  }
  function entry(one) {
    const title = [h("strong", {}, one.title), " ", chip(named("found", one.kind))];
    const here = one.kind === "handover" || one.kind === "reply";
    const key = `${one.kind}-${one.id}`;
    const lead = here ? button(title, () => take(one), { class: "hit", "data-k": key })
      : h("a", { class: "hit", "data-k": key, href: `${one.path}${one.path.includes("?") ? "&" : "?"}lang=${lang()}`, target: "_blank", rel: "noopener" }, title);
    lead.addEventListener("keydown", (event) => step(event));
    const canInsert = app.room.row?.mine && app.room.row.state === "claimed" && one.kind !== "handover";
    return [lead, h("p", { class: "text soft" }, one.excerpt), canInsert && one.kind !== "reply" && button(t("insert"), () => {
      dialog.close();
      app.insert(`${one.title}\n${one.excerpt}`);
    }, { class: "quiet", "aria-label": `${t("insert")}: ${one.title}` })];
  }
  function take(one) {
    dialog.close();
    if (one.kind === "handover") return app.go(`desk/${one.id}`);
    const reply = app.replies.find(({ id }) => String(id) === String(one.id));
    return app.insert(reply?.[app.room.row?.language || lang()] || one.excerpt);
  }
  function step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const all = [input, ...list.querySelectorAll(".hit")];
    all[all.indexOf(event.currentTarget) + by]?.focus();
    event.preventDefault();
  }
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") { // the browser would only empty the field
      event.preventDefault();
      dialog.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      list.querySelector(".hit")?.click();
    } else step(event);
  });
  const dialog = openDialog({ title: t("search"), wide: true, close: t("close"), body: [input, told, list] });
}
