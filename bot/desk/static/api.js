// Asks the server (the desk's interface). Refusals carry the sentence that is to be shown.

import { t } from "./words.js";

const BASE = "/desk/api";
const TIMEOUT = 30_000; // ms

/** An answer that is none; `status` 0: the server was not reached. */
export class Refusal extends Error {
  constructor(status, said = {}) {
    super(said.message || t("no_connection"));
    this.status = status;
    this.code = said.error || "";
    this.by = said.by || null;
    this.field = said.field || "";
  }
}

export class Api {
  csrf = "";
  lang = "zh";
  /** Called when the session has ended; what was asked then never comes. */
  signedOut = () => {};

  get = (path, query) => this.#ask("GET", path, { query });
  post = (path, body = {}) => this.#ask("POST", path, { body });
  put = (path, body) => this.#ask("PUT", path, { body });
  delete = (path) => this.#ask("DELETE", path, { body: {} });

  /** A file as text: an address alone would save the sentence of a refusal as a file. */
  text = (path, query) => this.#ask("GET", path, { query, read: "text" });

  address(path, query = {}) {
    const address = new URL(BASE + path, location.href);
    for (const [name, value] of Object.entries({ lang: this.lang, ...query })) {
      if (value !== null && value !== undefined && value !== "") address.searchParams.set(name, value);
    }
    return address.href;
  }

  async signIn(name, password) {
    return this.#enter(await this.#once("POST", "/sign-in", { body: { name, password } }));
  }

  async me() {
    return this.#enter(await this.#once("GET", "/me", {}));
  }

  #enter(me) {
    this.csrf = me.csrf;
    return me;
  }

  async #ask(method, path, more) {
    try {
      return await this.#once(method, path, more);
    } catch (refusal) {
      if (refusal.code === "csrf") { // signed in again in another tab
        await this.me();
        return this.#once(method, path, more);
      }
      if (refusal.code === "signed_out") this.signedOut();
      throw refusal;
    }
  }

  async #once(method, path, { body, query, read = "json" }) {
    let answer;
    try {
      answer = await fetch(this.address(path, query), {
        method,
        headers: {
          ...(body && { "Content-Type": "application/json" }),
          ...(method !== "GET" && this.csrf && { "X-CSRF-Token": this.csrf }),
        },
        body: body && JSON.stringify(body),
        credentials: "same-origin",
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch {
      throw new Refusal(0);
    }
    if (!answer.ok) throw new Refusal(answer.status, await answer.json().catch(() => ({})));
    return answer[read]().catch(() => { throw new Refusal(0); });
  }
}
