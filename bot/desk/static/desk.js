// Begins here: words, who one is, the frame, the page that the address names.

import { Api } from "./api.js";
import { openAgents } from "./agents.js";
import { openApprovals } from "./approvals.js";
import { openAudit } from "./audit.js";
import { reached, tell, trying } from "./dialogs.js";
import { openFigures } from "./figures.js";
import { Keys } from "./keys.js";
import { Live } from "./live.js";
import { openReplies } from "./replies.js";
import { openReviews } from "./reviews.js";
import { Room } from "./room.js";
import { openSearch } from "./search.js";
import { Shell, keptTheme } from "./shell.js";
import { signInPage } from "./signin.js";
import { openSwitch } from "./switch.js";
import { openUnanswered } from "./unanswered.js";
import { firstLanguage, lang, speak, t } from "./words.js";

const PAGES = {
  approvals: openApprovals, replies: openReplies, reviews: openReviews, unanswered: openUnanswered,
  figures: openFigures, audit: openAudit, switch: openSwitch, agents: openAgents,
};

/** What every part of the desk may use. */
class App {
  api = new Api();
  me = null;
  replies = [];
  abbreviations = new Map();
  waiting = [];
  #root = document.getElementById("desk");
  #page = null; // {name, hear(event, data)}
  #asked = 0;
  #last = null; // who was signed in before

  async begin() {
    keptTheme();
    this.api.signedOut = () => this.#ended(t("session_ended"));
    this.live = new Live(this.api, (event, data) => this.#hear(event, data));
    this.keys = new Keys((name, digit) => this.#run(name, digit));
    addEventListener("hashchange", () => this.#route());
    // A page that the browser keeps for "back" would keep its connection too, and there are only six.
    addEventListener("pagehide", () => this.live.stop());
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    await this.#speak(firstLanguage());
    try {
      this.#enter(await this.api.me());
    } catch (refusal) {
      this.#door(refusal.status === 401 ? "" : refusal.message);
    }
  }

  /** Go to a page, `desk/17` or `figures`. */
  go(place) {
    if (location.hash === `#/${place}`) this.#route();
    else location.hash = `/${place}`;
  }

  /** Put a text into the line of the conversation that is open. */
  insert(text) {
    const { row } = this.room;
    if (!row?.mine || row.state !== "claimed") return tell(t("nothing_to_write"), "bad");
    this.go(`desk/${row.id}`);
    return this.room.composer.insert(text);
  }

  async learnReplies() {
    const found = await trying(() => this.api.get("/replies"));
    if (!found) return;
    this.replies = found.replies;
    this.abbreviations = new Map(found.abbreviations.map((one) => [one.short.toLowerCase(), one]));
  }

  async #speak(language) {
    this.api.lang = language;
    await speak(language, this.api);
  }

  async #changeLanguage() {
    await this.#speak(lang() === "zh" ? "en" : "zh");
    if (this.me) this.#enter(await this.api.me());
    else this.#door();
  }

  #door(why = "") {
    const page = signInPage(this.api, (me) => this.#enter(me), { why, changeLanguage: () => this.#changeLanguage() });
    document.querySelectorAll("dialog").forEach((one) => one.close());
    this.#root.replaceChildren(page.node);
    page.focus();
  }

  #enter(me) {
    const drafts = this.#last === me.agent.id ? this.room.composer : null;
    this.me = me;
    this.#last = me.agent.id;
    this.shell = new Shell(this, {
      search: () => openSearch(this), help: () => this.keys.sheet(),
      changeLanguage: () => this.#changeLanguage(), signOut: () => this.#signOut(),
    });
    this.room?.inbox.stop();
    this.room = new Room(this);
    if (drafts) this.room.composer.inherit(drafts);
    this.#root.replaceChildren(this.shell.node);
    this.learnReplies();
    this.live.start();
    this.#route();
  }

  async #signOut() {
    this.live.stop(); // first: its stream would say that the session has ended
    await trying(() => this.api.post("/sign-out"));
    this.#last = null;
    this.#ended("");
  }

  #ended(why) {
    if (!this.me) return;
    this.live.stop();
    this.me = null;
    this.#page = null;
    this.#door(why);
  }

  async #route() {
    if (!this.me) return;
    const [name = "desk", id] = location.hash.replace(/^#\//, "").split("/");
    const asked = (this.#asked += 1);
    if (!this.shell.pages.includes(name) || name === "desk") {
      const { row } = this.room;
      const comesBack = this.#page && this.#page.name !== "desk" && row && !id;
      this.#page = { name: "desk" };
      if (comesBack) history.replaceState(null, "", `#/desk/${row.id}`); // it stays open
      this.shell.show("desk", this.room.node, t("page_desk"));
      const number = comesBack ? row.id : Number(id) || 0;
      if (number !== (this.room.row?.id || 0) || !number) await this.room.open(number);
      return;
    }
    const page = await PAGES[name](this);
    if (asked !== this.#asked) return;
    this.#page = { name, ...page };
    this.shell.show(name, page.node, t(`page_${name}`));
    this.shell.focus();
  }

  #hear(event, data) {
    if (!this.me) return;
    if (event === "connected") {
      this.shell.connected(data);
      reached(data);
    } else if (event === "off") this.shell.off((this.me.off = data));
    else if (event === "signed_out") this.#ended(t("session_ended"));
    else {
      if (event === "queue") {
        this.waiting = data.rows;
        this.shell.count("desk", data.rows.length);
        this.shell.count("approvals", data.rows.filter(({ approval }) => approval).length);
      }
      this.room.hear(event, data);
    }
    this.#page?.hear?.(event, data);
  }

  #run(name, digit) {
    if (!this.me) return false;
    if (name === "help") return this.keys.sheet();
    if (name === "search") return openSearch(this);
    if (name === "page") {
      const page = this.shell.pages[digit - 1];
      return page ? this.go(page) : false;
    }
    if (this.#page?.name !== "desk") {
      if (!["queue", "mine", "all", "next", "previous", "claim", "call"].includes(name)) return false;
      this.go(this.room.row ? `desk/${this.room.row.id}` : "desk");
    }
    return this.room.run(name);
  }
}

new App().begin();
