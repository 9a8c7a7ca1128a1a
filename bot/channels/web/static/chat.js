// <shebao-chat>: button, window, writing line, menu. docs/widget.md names its attributes,
// methods and events.

import { Client, Conversation } from "./conversation.js";
import { button, fill, h, hidden, icon, outside } from "./dom.js";
import { Store } from "./store.js";
import { fieldSheet, findNumbers, guardSheet, Sheet, View } from "./view.js";

const SMALL = "(max-width: 34em), (max-height: 28em)"; // the window fills such a screen
const TAGS = { zh: "zh-Hans", en: "en" };

class ShebaoChat extends HTMLElement {
  static observedAttributes = ["lang", "title", "color", "open", "server"];

  #title;
  #parts; // what is on the page
  #talk;
  #end = new AbortController();
  #focus; // whether opening takes it: not when the page opens us

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" });
    this.#start();
  }

  disconnectedCallback() {
    this.#stop();
  }

  attributeChangedCallback(name, before, value) {
    if (name === "title") {
      if (!value) return;
      this.#title = value;
      this.removeAttribute("title"); // or it would be a tooltip everywhere
    }
    if (!this.shadowRoot || before === value) return;
    if (name === "open") this.#openOrNot();
    else if (this.isConnected) this.#start();
  }

  show() {
    this.toggleAttribute("open", true);
  }

  hide() {
    this.toggleAttribute("open", false);
  }

  /** Open, and say this as the person; the guard looks at it too. */
  ask(text) {
    this.show();
    if (this.#parts) this.#guarded(text);
  }

  async #start(wait = 1) {
    this.#focus = Boolean(this.shadowRoot.activeElement);
    this.#stop();
    const { signal } = (this.#end = new AbortController());
    const said = this.lang || this.parentElement?.closest("[lang]")?.lang || navigator.language;
    const server = this.getAttribute("server") || new URL(import.meta.url).origin;
    const client = new Client(server, said.startsWith("en") ? "en" : "zh");
    const store = new Store(server);
    const loading = [configOf(client, store), styled(this.shadowRoot)];
    const [config] = await Promise.all(loading).catch(() => []);
    if (signal.aborted) return;
    if (config) this.#build(client, store, config, signal);
    else setTimeout(() => signal.aborted || this.#start(Math.min(wait * 2, 60)), wait * 1000);
  }

  #stop() {
    this.#end.abort();
    this.#talk?.stop();
    this.#parts = this.#talk = null;
    this.shadowRoot?.replaceChildren();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`shebao-${name}`, { bubbles: true, composed: true, detail }));
  }

  #build(client, store, config, signal) {
    const { labels: t, suggestions } = config;
    const view = new View({
      t, client, suggestions,
      say: (message) => this.#say(message),
      rate: (...rated) => this.#rate(...rated),
      heard: ({ id, by }) => this.#tell("message", { id, by }),
    });
    view.state = (...state) => this.#state(...state);
    this.#talk = new Conversation(client, store, view);
    const title = this.#title || t.title;
    const launcher = button([icon("chat"), h("span", {}, title)], () => this.show(), {
      class: "launcher", "aria-haspopup": "dialog",
    });
    const head = this.#head(t, title);
    const menu = h("ul", { class: "menu", id: "menu", hidden: true }, this.#entries(t, client));
    const banner = h("div", { class: "banner", role: "status" });
    const sheet = new Sheet();
    const { input, composer } = this.#composer(t);
    const panel = h(
      "dialog", {
        class: "panel", "aria-labelledby": "title",
        click: ({ target }) => target === panel && this.#menu(false), // beside the menu
      },
      head, menu, banner, view.log, view.live, sheet.node, composer,
    );
    this.#parts = { t, config, view, launcher, head, menu, banner, sheet, input, panel };
    const root = h("section", {
      class: "root", lang: TAGS[client.lang], "aria-label": title, popover: "manual",
    }, launcher, panel);
    this.#appear(root, panel, signal);
  }

  #appear(root, panel, signal) {
    accent(root, this.getAttribute("color"));
    this.shadowRoot.append(root);
    root.showPopover?.(); // over whatever the page has
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.#back(event));
    panel.addEventListener("cancel", (event) => this.#back(event)); // a phone's "back"
    matchMedia(SMALL).addEventListener("change", () => this.#lay(), { signal });
    visualViewport.addEventListener("resize", () => {
      root.style.setProperty("--height", `${visualViewport.height}px`);
      root.style.setProperty("--top", `${visualViewport.offsetTop}px`);
    }, { signal });
    this.#tell("ready");
    this.#openOrNot();
    this.#focus = true;
  }

  #head(t, title) {
    const drawn = (name, label, click, more) => button(icon(name), click, {
      class: name, "aria-label": label, title: label, ...more,
    });
    return h(
      "header", {}, h("h2", { id: "title" }, title),
      button(t.person, () => this.#say({ text: t.say_person })),
      drawn("more", t.menu, () => this.#menu(this.#parts.menu.hidden), {
        "aria-expanded": "false", "aria-controls": "menu",
      }),
      drawn("close", t.close, () => this.hide()),
    );
  }

  #entries(t, client) {
    const other = client.lang === "zh" ? "en" : "zh";
    const entry = (label, act, lang) => h("li", {}, button(label, () => {
      this.#menu(false);
      act();
    }, { lang }));
    return [
      entry(t.new, () => { this.#talk.leave(); this.#focusInput(); }),
      entry(t.continue, () => this.#askCode()),
      entry(t.save, () => this.#save()),
      entry(t.print, () => this.#save(true)),
      entry(t.delete, () => this.#askDelete()),
      entry(t.language, () => { this.lang = other; }, TAGS[other]),
      h("li", {}, outside(client.page("/faq"), t.faq, hidden(t.new_tab))),
    ];
  }

  #composer(t) {
    const input = h("textarea", {
      id: "input", rows: 1, enterkeyhint: "send", "aria-describedby": "notice",
      placeholder: t.input, autocomplete: "off",
      input: () => this.#grow(),
      keydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
        this.#submit(event);
      },
    });
    const composer = h(
      "form", { class: "composer", submit: (event) => this.#submit(event) },
      h("label", { class: "hidden", for: "input" }, t.input), input,
      h("button", { class: "send", "aria-label": t.send, title: t.send }, icon("send")),
      h("p", { id: "notice", class: "notice" }, t.notice),
    );
    return { input, composer };
  }

  #openOrNot() {
    const { panel, launcher, menu, sheet } = this.#parts || {};
    const open = this.hasAttribute("open");
    if (!panel || open === panel.open) return;
    launcher.hidden = open;
    if (open) {
      this.#lay(true);
      this.#talk.open();
    } else {
      this.#menu(false);
      sheet.close();
      panel.close();
      this.#talk.rest();
      launcher.focus();
    }
    this.#tell(open ? "open" : "close");
  }

  /** Beside the page, or over all of it on a small screen. */
  #lay(open = this.#parts.panel.open) {
    const { panel } = this.#parts;
    if (!open) return;
    panel.close();
    if (matchMedia(SMALL).matches) panel.showModal();
    else panel.open = true;
    if (this.#focus) this.#focusInput();
  }

  /** To the writing line; on a phone to the messages, or the keyboard would hide them. */
  #focusInput() {
    const { input, view } = this.#parts;
    (matchMedia("(pointer: coarse)").matches ? view.log : input).focus();
  }

  #back(event) {
    const { menu, sheet, head } = this.#parts;
    if (composing(event)) return;
    event.preventDefault();
    if (!menu.hidden) {
      this.#menu(false);
      head.querySelector(".more").focus();
    } else if (sheet.isOpen) sheet.close();
    else this.hide();
  }

  #menu(open) {
    const { menu, head, view } = this.#parts;
    menu.hidden = !open;
    view.log.inert = open;
    head.querySelector(".more").setAttribute("aria-expanded", open);
    if (open) menu.querySelector("button").focus();
  }

  #submit(event) {
    event.preventDefault();
    this.#guarded(this.#parts.input.value, () => {
      this.#parts.input.value = "";
      this.#grow();
    });
  }

  #guarded(typed, sent) {
    const { t, config, sheet, input } = this.#parts;
    const text = `${typed}`.trim();
    const limit = config.limits.text;
    if (!text) return;
    if (text.length > limit) return this.#state("said", fill(t.too_long, { limit }));
    const numbers = findNumbers(text, config.masking);
    const say = (checked) => { sent?.(); this.#say({ text: checked }); };
    if (!numbers.length) return say(text);
    guardSheet(sheet, t, text, numbers, say, () => input.focus());
  }

  #say(message) {
    this.#menu(false);
    this.#parts.sheet.close();
    this.#talk.say(message);
    this.#focusInput();
  }

  #grow() {
    const { input, banner } = this.#parts;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
    if (banner.className === "banner said") this.#state("");
  }

  /** "offline", "trouble", "said" (with a sentence) or nothing. */
  #state(kind, sentence, stuck) {
    const { t, banner } = this.#parts || {};
    if (!banner || (!kind && !banner.firstChild)) return;
    const text = sentence || t[kind];
    banner.className = `banner ${kind}`;
    banner.replaceChildren(...(text ? [h("p", {}, text)] : []));
    if (kind !== "trouble") return;
    banner.append(button(t.retry, () => this.#talk.wake()));
    if (stuck) banner.append(button(t.discard, () => this.#talk.discard(stuck)));
  }

  /** Do what the server may refuse; then or else a sentence. */
  async #try(work, done) {
    const { t } = this.#parts;
    try {
      const result = await work();
      if (done) this.#state("said", done);
      return result;
    } catch (error) {
      this.#state("said", error.sentence || t.trouble);
      return undefined;
    }
  }

  async #rate(about, rating, button, comment) {
    const { t, sheet, config } = this.#parts;
    await this.#try(() => this.#talk.rate({ about, rating, comment }), t.rate_thanks);
    for (const one of button.parentNode.querySelectorAll("button")) {
      one.setAttribute("aria-pressed", one === button);
    }
    if (comment) return;
    const field = { title: t.rate_comment, done: t.send, cancel: t.no_comment };
    const send = (said) => this.#rate(about, rating, button, said);
    fieldSheet(sheet, { ...field, longest: config.limits.comment }, send, () => button.focus());
  }

  #askCode() {
    const { t, sheet } = this.#parts;
    const field = { title: t.continue_label, done: t.ok, cancel: t.cancel, longest: 20 };
    const go = (code) => this.#say({ text: fill(t.say_continue, { code }) });
    fieldSheet(sheet, field, go, () => this.#focusInput());
  }

  #askDelete() {
    const { t, sheet } = this.#parts;
    const go = () => this.#try(() => this.#talk.forget(), t.deleted);
    const choices = [[t.yes, go, "primary"], [t.no]];
    sheet.open(t.delete, h("p", {}, t.delete_ask), choices, () => this.#focusInput());
  }

  /** As a file, or on `paper` from a window of its own. */
  async #save(paper) {
    const { t } = this.#parts;
    if (!this.#talk.begun) return this.#state("said", t.nothing_yet);
    const text = await this.#try(() => this.#talk.transcript());
    if (!text) return;
    const page = paper && open("");
    if (page) {
      page.document.title = t.title;
      page.document.body.textContent = text;
      page.document.body.style.whiteSpace = "pre-wrap";
      return page.print();
    }
    const href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    h("a", { href, download: `${t.title}.txt` }).click();
  }
}

/** While an input method composes, its keys are its own (Safari: key code 229). */
function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

async function configOf(client, store) {
  const config = await client.config().catch(() => store.get(client.lang));
  store.set(client.lang, config);
  return config;
}

let loading; // the style sheet: constructed, so that no policy of a page need allow it

async function styled(root) {
  loading ||= fetch(new URL("widget.css", import.meta.url)).then(async (answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return new CSSStyleSheet().replace(await answer.text());
  });
  loading.catch(() => { loading = null; });
  root.adoptedStyleSheets = [await loading];
}

/** The host's colour, under white or black: what is read better. */
function accent(root, colour) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return;
  const part = (at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2;
  const light = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
  root.style.setProperty("--accent", colour);
  root.style.setProperty("--on-accent", light < 0.179 ? "#fff" : "#000");
}

if (!customElements.get("shebao-chat")) customElements.define("shebao-chat", ShebaoChat);
