// The keyboard: every command has a key that works while one types, and a sheet lists them.

import { button, h } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { t } from "./words.js";

const KEPT = "desk-single-keys";

// By the key's place, not its letter: so they work with every layout and input method.
const COMMANDS = [
  ["keys_go", [
    ["next", "ArrowDown"], ["previous", "ArrowUp"], ["queue", "KeyQ"], ["mine", "KeyM"], ["all", "KeyA"],
    ["search", "KeyK"], ["page", "Digit1"], ["help", "KeyH"],
  ]],
  ["keys_talk", [
    ["claim", "KeyC"], ["call", "KeyN"], ["back", "KeyB"], ["end", "KeyE"], ["pass", "KeyP"],
    ["write", "KeyT"], ["transcript", "KeyL"], ["replies", "KeyR"], ["summary", "KeyS"],
  ]],
  ["keys_panel", [
    ["panel", "KeyO"], ["use", "KeyU"], ["face", "KeyF"], ["ask", "KeyG"], ["facts", "KeyI"], ["forget", "KeyZ"],
    ["wrong", "KeyW"],
  ]],
];
const BY_CODE = new Map(COMMANDS.flatMap(([, some]) => some.map(([name, code]) => [code, name])));
const SHOWN = { ArrowDown: "↓", ArrowUp: "↑", Digit1: "1 … 9" };

/** How a command's key is written, for labels and `aria-keyshortcuts`. */
export function keyOf(name) {
  const [code] = [...BY_CODE].find(([, one]) => one === name) || [""];
  return `Alt+${SHOWN[code] || code.replace("Key", "")}`;
}

export class Keys {
  /** `run(command, digit)` gives whether it did something. */
  constructor(run) {
    this.run = run;
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  get single() {
    try {
      return localStorage.getItem(KEPT) !== "off";
    } catch {
      return true;
    }
  }

  set single(on) {
    try {
      localStorage.setItem(KEPT, on ? "on" : "off");
    } catch { /* blocked: as it was */ }
  }

  #pressed(event) {
    if (event.isComposing || event.defaultPrevented) return;
    const name = this.#commandOf(event);
    const isCovered = document.querySelector("dialog[open]");
    if (!name) return;
    const digit = event.code.startsWith("Digit") ? Number(event.code.slice(5)) : 0;
    // A shortcut types nothing, whatever comes of it: some platforms have letters on Alt.
    if (event.altKey && /^(Key|Digit)/.test(event.code)) event.preventDefault();
    if (!isCovered && this.run(name, digit) !== false) event.preventDefault();
  }

  #commandOf(event) {
    const { altKey, ctrlKey, metaKey, shiftKey, code, key, target } = event;
    if (altKey && !ctrlKey && !metaKey && !shiftKey) {
      return /^Digit[1-9]$/.test(code) ? "page" : BY_CODE.get(code);
    }
    if ((ctrlKey || metaKey) && !altKey && code === "KeyK") return "search";
    const isTyping = target.closest?.("input, textarea, select");
    if (isTyping || ctrlKey || metaKey || altKey || !this.single) return undefined;
    return { "?": "help", "？": "help", "/": "search" }[key];
  }

  /** The sheet of shortcuts. */
  sheet() {
    const line = (keys, label) => [
      h("dt", {}, keys.map((one) => h("kbd", {}, one))), h("dd", {}, label)];
    const groups = COMMANDS.map(([title, some]) => h(
      "section", {}, h("h3", {}, t(title)),
      h("dl", { class: "keys" }, some.map(([name]) => line([keyOf(name)], t(`key_${name}`)))),
    ));
    const typing = h(
      "section", {}, h("h3", {}, t("keys_typing")),
      h("dl", { class: "keys" },
        line(["Enter"], t("key_send")), line(["Shift+Enter"], t("key_line")),
        line(["/"], t("key_code")), line([t("key_space")], t("key_expand")), line(["Backspace"], t("key_unexpand")),
        line(["Esc"], t("key_escape"))),
    );
    const box = h("input", { type: "checkbox", ".checked": this.single, change: () => { this.single = box.checked; } });
    openDialog({
      title: t("shortcuts"), wide: true, close: t("close"),
      body: [h("div", { class: "sheet" }, groups, typing), h("label", { class: "check" }, box, t("keys_single"))],
    });
  }
}

/** A button that says its key. */
export function keyed(name, label, click, more = {}) {
  return button(label, click, { title: `${label} (${keyOf(name)})`, "aria-keyshortcuts": keyOf(name), ...more });
}
