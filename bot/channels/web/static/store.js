// What the browser keeps: the conversation's token, and messages that are not sent yet, one
// key each, so that two tabs never write over each other.

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(36)).join("");
}

export class Store {
  #kept = {};
  #prefix;
  #last = 0;

  constructor(server) {
    this.#prefix = `shebao-chat ${server} `;
    try {
      this.#kept = localStorage || {};
    } catch { /* blocked: in memory */ }
  }

  get token() {
    return this.get("token");
  }

  set token(token) {
    this.set("token", token);
  }

  /** Keep a message until it is settled; returns it with its id and place. */
  add(message) {
    this.#last = Math.max(Date.now(), this.#last + 1); // no two have the same
    const id = newId();
    const entry = { ...message, id, place: `out ${this.#last} ${id}` };
    this.set(entry.place, entry);
    return entry;
  }

  /** Messages that are not settled, oldest first, of all tabs. */
  unsent() {
    const place = `${this.#prefix}out `;
    const keys = Object.keys(this.#kept).filter((key) => key.startsWith(place)).sort();
    return keys.map((key) => this.get(key.slice(this.#prefix.length))).filter(Boolean);
  }

  settle(entry) {
    this.set(entry.place);
  }

  /** Call `changed(name)` when another tab has written. */
  watch(changed, signal) {
    addEventListener("storage", ({ key }) => {
      if (key?.startsWith(this.#prefix)) changed(key.slice(this.#prefix.length));
    }, { signal });
  }

  get(name) {
    return JSON.parse(this.#kept[this.#prefix + name] ?? "null");
  }

  /** Keep a value; none: keep it no longer. */
  set(name, value) {
    const key = this.#prefix + name;
    delete this.#kept[key];
    if (!value) return;
    try {
      this.#kept[key] = JSON.stringify(value);
    } catch { // full
      this.#kept = { ...this.#kept, [key]: JSON.stringify(value) };
    }
  }
}

/** Do `work` while no other tab does work of this name; without locks, at once. */
export function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}
