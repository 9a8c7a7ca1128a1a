// The desk itself: list, conversation and copilot side by side, and the stream that moves them.

import { field, h, newId, select } from "./dom.js";
import { openDialog, tell, trying } from "./dialogs.js";
import { Composer } from "./composer.js";
import * as handling from "./handling.js";
import { Inbox } from "./inbox.js";
import { Panel } from "./panel.js";
import { signals } from "./signals.js";
import { Talk } from "./talk.js";
import { lang, t } from "./words.js";
import { Transcript } from "./transcript.js";

const GATHER = 60; // ms: a burst of messages is one look of the copilot

export class Room {
  row = null;
  #turn = 0;
  #opening = null; // what is being opened; a claim waits for it
  #timer = 0;

  constructor(app) {
    this.app = app;
    this.inbox = new Inbox(app, { open: (id) => app.go(`desk/${id}`), call: () => this.call() });
    this.transcript = new Transcript({
      press: (payload) => trying(() => this.#line({ id: newId(), payload })),
      wrong: (message) => handling.wrong(app, this.row, { message: message.id, suggestion: message.text, panel: this.panel.panel }),
    });
    this.composer = new Composer(app, (row, message) => this.#send(row, message));
    this.talk = new Talk(app, {
      claim: (row) => this.claim(row), back: (row) => handling.handBack(app, row, (one) => this.#changed(one)),
      end: (row) => handling.end(app, row, (one) => this.#changed(one)),
      pass: (row) => handling.pass(app, row, (one) => this.#changed(one)),
      summary: (row) => trying(() => handling.summary(app, row)),
      forget: (row) => handling.forget(app, row, () => app.go("desk")),
      mayForget: () => handling.mayForget(app),
      approved: (row) => { tell(t("approved")); this.#changed(row); },
    }, this.transcript, this.composer);
    this.panel = new Panel(app, {
      use: (text, face) => this.composer.insert(text, face), ask: (text) => this.composer.insert(text),
      wrong: (what) => handling.wrong(app, this.row, what), changed: () => this.#signals(),
    });
    this.node = h("div", { class: "room" }, this.inbox.node, this.talk.node, this.panel.node);
  }

  /** Open a conversation by its handover's number; none: nothing is open. */
  open(id) {
    this.#opening = this.#open(id);
    return this.#opening;
  }

  async #open(id) {
    const turn = (this.#turn += 1);
    this.inbox.mark(id);
    if (!id) {
      this.row = null;
      this.talk.clear();
      this.panel.clear();
      return this.app.live.start();
    }
    const row = await trying(() => this.#rowOf(id));
    if (turn !== this.#turn) return undefined;
    if (!row) return this.app.go("desk");
    this.row = row;
    this.talk.show(row);
    this.talk.signals(row.note ? signals(row, [], null) : []);
    let cursor = 0;
    if (row.readable) {
      const found = await trying(() => this.app.api.get(`/handovers/${id}/messages`, { after: 0 }));
      if (turn !== this.#turn) return undefined;
      this.transcript.add(found?.messages || []);
      cursor = found?.cursor || 0;
      this.panel.open(row);
    } else {
      this.panel.clear(t(row.state === "waiting" ? "panel_claim" : "panel_empty"));
    }
    if (turn !== this.#turn) return undefined;
    // What may not be read is not streamed either: news of it come with the lists.
    if (row.readable) this.app.live.start(id, cursor);
    else this.app.live.start();
    return row;
  }

  /** A row; of what a colleague has, no more than that he has it. */
  async #rowOf(id) {
    const { api } = this.app;
    try {
      return await api.get(`/handovers/${id}`);
    } catch (refusal) {
      const found = refusal.status === 403 && (await api.get("/all", { limit: 50 })).rows.find((one) => one.id === id);
      if (!found) throw refusal;
      return found;
    }
  }

  /** News of the stream. */
  hear(event, data) {
    if (event === "queue" || event === "mine") this.#listed(event, data);
    else if (event === "message") this.#heard(data);
    else if (event === "handover" && data.id === this.row?.id) this.#renewed(data);
    else if (event === "closed" && this.row) this.open(this.row.id);
  }

  /** Claim the one that is open, and no other; with none open the one that waits longest. */
  async claim(row) {
    if (!row) await this.#opening;
    const open = row || this.row;
    if (open && open.state !== "waiting") return this.#cannotClaim(open);
    const wanted = open || this.inbox.queue.find(({ approval }) => !approval);
    if (!wanted) return tell(t("nothing_waits"));
    const claimed = await handling.claim(this.app, wanted);
    if (!claimed) return wanted.id === this.row?.id && this.open(wanted.id);
    this.app.go(`desk/${claimed.id}`);
    await this.open(claimed.id);
    return this.composer.focus();
  }

  #cannotClaim({ state, mine, agent }) {
    if (state === "ended") return tell(t("claim_ended"));
    if (!mine) return tell(agent ? t("taken", { name: agent.name }) : t("not_readable"), "bad");
    tell(t("claim_mine"));
    return this.composer.focus();
  }

  /** A phone call: a conversation that the agent types, and that goes nowhere. */
  call() {
    const languages = select([{ value: "zh", label: t("lang_zh") }, { value: "en", label: t("lang_en") }], lang());
    openDialog({
      title: t("new_call"), body: [h("p", {}, t("call_lead")), field(t("call_language"), languages, "call-language")],
      buttons: [{ label: t("call_begin"), kind: "primary", act: async () => {
        const row = await this.app.api.post("/calls", { language: languages.value });
        this.app.go(`desk/${row.id}`);
        await this.open(row.id);
        this.composer.focus();
      } }],
    });
  }

  /** A command of the keyboard; false where there is nothing to do. */
  run(name) {
    const { row, talk: { does } } = this;
    const isMine = row?.mine && row.state === "claimed";
    const isChat = isMine && row.channel !== "desk";
    const commands = {
      next: () => this.#go(1), previous: () => this.#go(-1),
      queue: () => this.#list("queue"), mine: () => this.#list("mine"), all: () => this.#list("all"),
      claim: () => this.claim(), call: () => this.call(),
      back: () => isChat && does.back(row), end: () => isMine && does.end(row), pass: () => isChat && does.pass(row),
      summary: () => row?.readable && does.summary(row),
      write: () => isMine && this.composer.focus(), replies: () => isMine && this.composer.offerAll(),
      transcript: () => row?.readable && this.transcript.focus(),
      panel: () => this.panel.focus(), use: () => this.panel.use(), face: () => this.panel.nextFace(),
      ask: () => this.panel.ask(), facts: () => this.panel.focusFacts(), forget: () => this.panel.forget(),
      wrong: () => row && this.panel.wrong(),
    };
    return commands[name] ? commands[name]() : false;
  }

  #go(step) {
    const id = this.inbox.neighbour(step);
    if (id) this.app.go(`desk/${id}`);
  }

  #list(tab) {
    this.inbox.choose(tab);
    this.inbox.focus();
  }

  async #send(row, message) {
    if (row.channel === "desk") return this.#line({ id: message.id, text: message.text }, row);
    const { message: sent } = await this.app.api.post(`/handovers/${row.id}/messages`, message);
    if (sent && row.id === this.row?.id) this.transcript.add([sent]);
    return sent;
  }

  async #line(line, row = this.row) {
    if (line.text && row.id === this.row?.id) this.panel.hear(line.text);
    const { messages } = await this.app.api.post(`/handovers/${row.id}/lines`, line);
    if (row.id !== this.row?.id) return;
    this.transcript.add(messages);
    this.#look();
  }

  #heard(message) {
    if (!this.row?.readable || !this.transcript.add([message], true)) return;
    this.#look();
  }

  /** The lists; a row that is open and may not be read changes only by them. */
  #listed(event, data) {
    this.inbox.take(event, data);
    const { row } = this;
    if (!row || row.readable) return;
    const isThere = data.rows.some(({ id }) => id === row.id);
    const gone = event === "queue" && row.state === "waiting" && !isThere;
    const back = event === "queue" && row.state !== "waiting" && isThere;
    if (gone || back || (event === "mine" && isThere)) this.open(row.id);
  }

  #look() {
    this.#signals();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.panel.refresh(), GATHER);
  }

  #signals() {
    if (this.row) this.talk.signals(signals(this.row, this.transcript.messages, this.panel.panel));
  }

  #renewed(row) {
    const before = this.row;
    this.row = row;
    if (before.readable !== row.readable || before.state !== row.state || before.mine !== row.mine) this.open(row.id);
    else this.talk.show(row);
  }

  #changed(row) {
    if (row.id === this.row?.id) this.open(row.id);
  }
}
