// A conversation with the server (docs/web-api.md): messages go out one after another over
// all tabs, each with one effect, whatever is cut off. What happens is told to `view`.

import { alone } from "./store.js";

const TIMEOUT = 30_000; // ms
const SILENCE = 40_000; // ms without a sign of life: the stream is lost
const SHORT = 2000; // ms: a stream that ended sooner is not opened again at once
const LONGEST_WAIT = 30; // seconds between two tries

/** An answer that is none; `status` 0: there was no answer at all. */
class Refusal extends Error {
  constructor(status, { message } = {}, wait = 0) {
    super(message || status);
    this.status = status;
    this.sentence = message;
    this.wait = wait;
    this.passes = [0, 408, 429, 500, 502, 503, 504].includes(status);
  }
}

export class Client {
  constructor(server, lang) {
    this.server = server;
    this.lang = lang;
  }

  config = () => this.#json("config");
  begin = () => this.#json("conversations", null, { body: { language: this.lang } });
  send = (token, body) => this.#json("messages", token, { body });
  rate = (token, body) => this.#json("ratings", token, { body });
  history = (token, after) => this.#json("history", token, { query: { after } });
  forget = (token) => this.#json("conversations", token, { method: "DELETE" });

  async transcript(token) {
    return (await this.#ask("transcript", token, { query: { format: "text" } })).text();
  }

  page(path, query = {}) {
    const address = new URL(path, this.server);
    address.search = new URLSearchParams({ lang: this.lang, ...query });
    return address.href;
  }

  /** Tell `hear(event, data)` what is said after a cursor, until the stream ends. */
  async listen(token, after, hear, signal) {
    const lost = new AbortController();
    signal.addEventListener("abort", () => lost.abort());
    let timer;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => lost.abort(), SILENCE);
    };
    try {
      alive();
      const answer = await this.#ask("events", token, { query: { after }, signal: lost.signal });
      hear("open");
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = "", part; !(part = await reader.read()).done; alive()) {
        const blocks = (rest + part.value).split("\n\n");
        rest = blocks.pop();
        blocks.forEach((block) => tell(block, hear));
      }
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal(0);
    } finally {
      clearTimeout(timer);
    }
  }

  async #json(...request) {
    const answer = await this.#ask(...request);
    return answer.json().catch(() => { throw new Refusal(0); });
  }

  async #ask(path, token, { method, body, query, signal } = {}) {
    const answer = await fetch(this.page(`/web/${path}`, query), {
      method: method || (body ? "POST" : "GET"),
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body && { "Content-Type": "application/json" }),
      },
      body: body && JSON.stringify(body),
      credentials: "omit",
      signal: signal || AbortSignal.timeout(TIMEOUT),
    }).catch(() => { throw new Refusal(0); });
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    throw new Refusal(answer.status, said, Number(answer.headers.get("Retry-After")));
  }
}

function tell(block, hear) {
  const value = (name) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
  if (value("data")) hear(value("event"), JSON.parse(value("data")));
}

export class Conversation {
  #client;
  #store;
  #view;
  #cursor = 0;
  #tries = 0;
  #lost = 0;
  #busy = false;
  #again = false;
  #timer = 0;
  #stream = null;
  #awake = false;
  #end = new AbortController();

  constructor(client, store, view) {
    this.#client = client;
    this.#store = store;
    this.#view = view;
    const { signal } = this.#end;
    store.watch((name) => this.#changedElsewhere(name), signal);
    addEventListener("online", () => this.wake(), { signal });
    addEventListener("offline", () => this.#view.state("offline"), { signal });
    document.addEventListener("visibilitychange", () => this.#listenOrNot(), { signal });
  }

  /** Whether there is one: nothing is kept anywhere before the first message. */
  get begun() {
    return Boolean(this.#store.token);
  }

  async open() {
    this.#awake = true;
    if (!navigator.onLine) this.#view.state("offline");
    this.#store.unsent().forEach((entry) => this.#view.showUnsent(entry));
    if (this.begun) await this.#load();
    this.#listenOrNot();
    this.#send();
  }

  rest() {
    this.#awake = false;
    this.#listenOrNot();
  }

  stop() {
    this.rest();
    this.#end.abort();
    clearTimeout(this.#timer);
  }

  say(message) {
    this.#view.showUnsent(this.#store.add(message));
    this.#send();
  }

  wake() {
    clearTimeout(this.#timer);
    this.#tries = this.#lost = 0;
    if (!this.#awake) return;
    if (this.#store.unsent().length) this.#send();
    else this.#view.state("");
    this.#stream?.abort();
    this.#listenOrNot();
  }

  discard(entry) {
    this.#store.settle(entry);
    this.#view.refuse(entry, "");
    this.wake();
  }

  /** Leave this conversation; the next message begins another. */
  leave() {
    this.#store.unsent().forEach((entry) => this.#store.settle(entry));
    this.#forgetToken();
  }

  async forget() {
    if (this.begun) {
      await this.#client.forget(this.#store.token).catch((error) => {
        if (error.status !== 401) throw error;
      });
    }
    this.leave();
  }

  rate = (rating) => this.#client.rate(this.#store.token, rating);
  transcript = () => this.#client.transcript(this.#store.token);

  #forgetToken() {
    this.#store.token = null;
    this.#reset();
  }

  #reset() {
    this.#cursor = this.#tries = 0;
    this.#stream?.abort();
    this.#view.clear();
  }

  async #load() {
    const token = this.#store.token;
    try {
      const { messages } = await this.#client.history(token, this.#cursor);
      if (token === this.#store.token) messages.forEach((one) => this.#take(one, false));
      this.#view.state("");
    } catch (error) {
      if (error.status === 401) this.#gone(token, error.sentence);
      else this.#missed(error, () => this.open());
    }
  }

  /** From the log: only the stream and the history move the cursor. */
  #take(message, isNew = true) {
    this.#cursor = Math.max(this.#cursor, message.id);
    this.#view.show(message, isNew);
  }

  #gone(token, sentence) {
    if (this.#store.token !== token) return;
    this.#forgetToken();
    this.#store.unsent().forEach((entry) => this.#view.showUnsent(entry));
    if (sentence) this.#view.show({ by: "assistant", text: sentence });
  }

  async #send() {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    try {
      while (this.#again) {
        this.#again = false;
        await alone(`shebao-chat ${this.#client.server}`, () => this.#sendAll());
      }
    } catch (error) {
      this.#missed(error, () => this.#send());
    } finally {
      this.#busy = false;
      this.#view.typing(false);
    }
  }

  async #sendAll() {
    for (let [entry] = this.#store.unsent(); entry; [entry] = this.#store.unsent()) {
      this.#view.typing(true);
      let token = this.#store.token;
      const { id, text, payload } = entry;
      try {
        if (!token) {
          this.#store.token = token = (await this.#client.begin()).token;
          this.#listenOrNot();
        }
        const answer = await this.#client.send(token, payload ? { id, payload } : { id, text });
        this.#settled(entry, answer, token);
      } catch (error) {
        if (error.status === 401) this.#gone(token);
        else if (!(error instanceof Refusal) || error.passes) throw error;
        else {
          this.#store.settle(entry);
          this.#view.refuse(entry, error.sentence);
        }
      }
      this.#tries = 0;
      this.#view.state("");
    }
  }

  #settled(entry, answer, token) {
    this.#store.settle(entry);
    if (token !== this.#store.token) return;
    this.#view.settle(entry, answer.said);
    let after = answer.said?.id;
    for (const message of answer.messages) {
      this.#view.show(message, true, after);
      after = message.id || after;
    }
    if (!answer.said && !answer.messages.length) this.#load();
  }

  #missed(error, retry) {
    if (!(error instanceof Refusal)) console.error(error);
    const wait = error.wait || Math.min(LONGEST_WAIT, 2 ** this.#tries++);
    const [stuck] = this.#store.unsent();
    this.#view.typing(false);
    this.#view.state(error.status ? "trouble" : "offline", error.sentence, stuck);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(retry, wait * 1000);
  }

  #listenOrNot() {
    const wanted = this.#awake && this.begun && !document.hidden;
    if (wanted && !this.#stream) this.#listen();
    else if (!wanted) this.#stream?.abort();
  }

  async #listen() {
    const token = this.#store.token;
    const stream = (this.#stream = new AbortController());
    let wait = 0;
    const begun = Date.now();
    try {
      await this.#client.listen(token, this.#cursor, (event, data) => {
        if (event === "open") this.#heard();
        else if (event === "gone") this.#gone(token);
        else if (token === this.#store.token) this.#take(data);
      }, stream.signal);
    } catch (error) {
      if (error.status === 401) this.#gone(token, error.sentence);
      else if (this.#lost && !stream.signal.aborted) this.#view.state("offline");
      wait = error.wait || Math.min(LONGEST_WAIT, 2 ** this.#lost++);
    }
    if (stream.signal.aborted) wait = 0;
    else if (Date.now() - begun < SHORT) wait ||= 1;
    await new Promise((done) => setTimeout(done, wait * 1000));
    this.#stream = null;
    if (!this.#end.signal.aborted) this.#listenOrNot();
  }

  #heard() {
    this.#lost = 0;
    if (!this.#store.unsent().length) this.#view.state("");
  }

  #changedElsewhere(name) {
    if (name === "token") {
      this.#reset();
      if (this.#awake) this.open();
    } else if (name.startsWith("out ")) {
      this.#view.waiting(this.#store.unsent().map((entry) => entry.id));
    }
  }
}
