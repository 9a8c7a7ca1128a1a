// The stream of what happens at the desk. One a tab; opened again by itself where it left off.

const SHORTEST = 500; // ms before it is opened again
const LONGEST = 5000; // the longest that one waits after the server is back
const EVENTS = ["queue", "mine", "message", "handover", "off", "signed_out", "closed"];

export class Live {
  #api;
  #hear;
  #source = null;
  #timer = 0;
  #failures = 0;
  #open = null;
  #cursor = 0;
  #running = false;

  /** `hear(event, data)` gets the server's events, and `connected` with true or false. */
  constructor(api, hear) {
    this.#api = api;
    this.#hear = hear;
  }

  /** Listen; `open` is the handover whose messages are wanted, after `cursor`. */
  start(open = null, cursor = 0) {
    this.#open = open;
    this.#cursor = cursor;
    this.#running = true;
    this.#failures = 0;
    this.#begin();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #begin() {
    clearTimeout(this.#timer);
    this.#source?.close();
    const query = this.#open ? { open: this.#open, after: this.#cursor } : {};
    const source = new EventSource(this.#api.address("/events", query));
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      this.#hear("connected", true);
    };
    source.onerror = () => this.#lost(source);
    for (const name of EVENTS) {
      source.addEventListener(name, ({ data, lastEventId }) => {
        if (source !== this.#source) return;
        if (name === "message") this.#cursor = Math.max(this.#cursor, Number(lastEventId));
        this.#hear(name, JSON.parse(data || "null"));
      });
    }
  }

  /** Ended, refused or cut: after a while again. EventSource would forget the cursor. */
  async #lost(source) {
    source.close();
    if (source !== this.#source || !this.#running) return;
    this.#failures += 1;
    if (this.#failures > 1) {
      this.#hear("connected", false);
      await this.#api.get("/me").catch(() => {}); // 401: signed out, told by the Api
    }
    if (source !== this.#source || !this.#running) return;
    const wait = Math.min(LONGEST, SHORTEST * 2 ** (this.#failures - 1));
    this.#timer = setTimeout(() => this.#begin(), wait * (1 + Math.random() / 4));
  }
}
