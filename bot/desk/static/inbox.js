// The list on the left: what waits, what is mine, everything and who is on what.

import { button, chip, h, hidden, renew, renewList } from "./dom.js";
import { trying } from "./dialogs.js";
import { keyed, keyOf } from "./keys.js";
import { moment, named, span, t } from "./words.js";

const TICK = 5000; // ms between two looks at how long they wait
const LATE = 180; // seconds after which waiting is marked
const PAUSE = 800; // ms: the list of all is not asked for more often

/** What a row is called: its matter, else why it came. */
export function titleOf(row) {
  return row.note?.title || (row.reason === "call" ? t("call_title") : t("talk_title", { id: row.id }));
}

export class Inbox {
  node = h("section", { class: "pane inbox", "aria-label": t("inbox") });
  queue = [];
  mine = [];
  #all = { rows: [], next: null };
  #ended = [];
  #present = [];
  #tab = "queue";
  #current = 0;
  #ahead = 0; // ms by which this machine's clock is ahead of the server's
  #timer = 0;
  #ticker = 0;

  /** `does` has open(id) and call(). */
  constructor(app, does) {
    this.app = app;
    this.does = does;
    this.list = h("ul", { class: "rows" });
    this.tabs = h("div", { class: "tabs" });
    this.more = h("div", { class: "more" });
    this.body = h("div", { class: "scroll", tabindex: -1 }, this.list, this.more);
    this.node.append(
      h("div", { class: "row" }, keyed("call", t("new_call"), does.call, { class: "primary wide" })),
      this.tabs, this.body,
    );
    this.#ticker = setInterval(() => this.#tick(), TICK);
    this.#draw();
  }

  /** News of the stream. */
  take(event, data) {
    this.#compare(data.rows);
    if (event === "queue") this.queue = data.rows;
    else this.mine = data.rows;
    if (this.#tab === "all" || this.#tab === "ended") this.#ask();
    this.#draw();
  }

  choose(tab) {
    this.#tab = tab;
    this.#ask();
    this.#draw();
  }

  stop() {
    clearInterval(this.#ticker);
    clearTimeout(this.#timer);
  }

  mark(id) {
    this.#current = id;
    this.#draw();
  }

  get rows() {
    return { queue: this.queue, mine: this.mine, all: this.#all.rows, ended: this.#ended }[this.#tab];
  }

  /** The row after (1) or before (-1) the one that is open. */
  neighbour(step) {
    const at = this.rows.findIndex(({ id }) => id === this.#current);
    const next = at < 0 ? 0 : Math.min(this.rows.length - 1, Math.max(0, at + step));
    return this.rows[next]?.id;
  }

  focus() {
    (this.list.querySelector("[aria-current], button") || this.body).focus();
  }

  #ask() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => trying(async () => {
      const { api } = this.app;
      if (this.#tab === "all") {
        const [all, present] = await Promise.all([api.get("/all", { limit: 50 }), api.get("/agents/present")]);
        this.#all = all;
        this.#present = present.agents;
      } else if (this.#tab === "ended") {
        this.#ended = (await api.get("/mine", { ended: 1 })).rows;
      }
      this.#draw();
    }), this.#all.rows.length ? PAUSE : 0);
  }

  async #older() {
    const more = await trying(() => this.app.api.get("/all", { after: this.#all.next, limit: 50 }));
    if (!more) return;
    this.#all = { rows: [...this.#all.rows, ...more.rows], next: more.next };
    this.#draw();
  }

  #draw() {
    const unread = this.mine.reduce((all, row) => all + row.unread, 0);
    const tabs = [
      ["queue", this.queue.length], ["mine", this.mine.length], ["all", ""], ["ended", ""]];
    renew(this.tabs, tabs.map(([name, count]) => button(
      [t(`tab_${name}`), count !== "" && h("b", { class: "count" }, count),
        name === "mine" && unread > 0 && h("b", { class: "count new" }, unread, hidden(t("unread")))],
      () => this.choose(name),
      { "aria-pressed": String(name === this.#tab), "data-k": name, ...(keys[name] && { title: keys[name]() }) })));
    renewList(this.list, this.rows.map((row) => h("li", {}, this.#entry(row))));
    const present = this.#tab === "all" && this.#present.length > 0 && h(
      "div", { class: "present" }, h("h3", {}, t("present")),
      h("ul", {}, this.#present.map(({ name, claimed }) => h("li", {}, name, " · ", t("claimed_number", { number: claimed })))));
    const older = this.#tab === "all" && this.#all.next && button(t("older"), () => this.#older());
    renew(this.more, !this.rows.length && h("p", { class: "soft" }, t(`empty_${this.#tab}`)), older, present);
    this.#tick();
  }

  #entry(row) {
    const waits = row.state === "waiting";
    const time = waits ? h("span", { "data-since": row.opened_at }) : moment(row.claimed_at || row.opened_at);
    return button([
      h("span", { class: "line" }, h("strong", { class: "cut" }, titleOf(row)), h("span", { class: "time" }, time)),
      row.note?.last && h("span", { class: "line soft" }, h("span", { class: "cut" }, row.note.last)),
      h("span", { class: "chips" },
        row.unread > 0 && chip(t("unread_number", { number: row.unread }), "new"),
        row.approval && chip(t("approval"), "warn"),
        row.reason !== "approval" && row.reason !== "call" && chip(named("reason", row.reason), row.reason),
        chip(named("channel", row.channel)), chip(row.language === "en" ? "EN" : t("zh_short")),
        row.note?.message && chip(t("left_message"), "warn"),
        row.agent && chip(row.mine ? t("me") : row.agent.name),
        row.state === "ended" && chip(named("state", row.state))),
    ], () => this.does.open(row.id), {
      class: "entry", "data-k": `row-${row.id}`, ...(row.id === this.#current && { "aria-current": "true" }),
      keydown: (event) => this.#arrow(event),
    });
  }

  /** Arrows go through the list; Enter opens, as everywhere. */
  #arrow(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    const all = [...this.list.querySelectorAll("button")];
    all[all.indexOf(event.currentTarget) + step]?.focus();
    event.preventDefault();
  }

  #compare(rows) {
    const one = rows.find(({ state }) => state === "waiting");
    if (one) this.#ahead = Date.now() - Date.parse(one.opened_at) - one.waits_seconds * 1000;
  }

  #tick() {
    for (const one of this.list.querySelectorAll("[data-since]")) {
      const waits = (Date.now() - this.#ahead - Date.parse(one.dataset.since)) / 1000;
      one.textContent = span(waits);
      one.toggleAttribute("data-late", waits > LATE);
    }
  }
}

const keys = { queue: () => keyOf("queue"), mine: () => keyOf("mine"), all: () => keyOf("all") };
