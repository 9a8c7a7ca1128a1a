// What lies over the page for a moment, and what is said in passing.

import { button, h } from "./dom.js";
import { t } from "./words.js";

const SHOWN = 6000; // ms
const LOST = ".lost";

let number = 0;
let isThere = true; // the server, as far as the stream knows

/** A dialog. `buttons` are {label, act, kind}: it closes when `act` is done, and shows a refusal. */
export function openDialog({ title, body, buttons = [], wide = false, close = t("cancel") }) {
  const id = `dialog-${(number += 1)}`;
  const trouble = h("p", { class: "trouble", role: "alert" });
  const node = h("dialog", { "aria-labelledby": id, class: wide ? "wide" : "", close: () => node.remove() });
  const row = buttons.map(({ label, act, kind }) => button(label, async ({ currentTarget }) => {
    currentTarget.disabled = true;
    trouble.textContent = "";
    try {
      if ((await act()) !== false) node.close();
    } catch (refusal) {
      trouble.textContent = refusal.message;
    }
    currentTarget.disabled = false;
  }, { class: kind }));
  node.append(
    h("h2", { id }, title), h("div", { class: "body" }, body), trouble,
    h("div", { class: "row end" }, button(close, () => node.close()), row),
  );
  document.body.append(node);
  node.showModal();
  const first = node.querySelector(".body :is(input:not([type=checkbox]), textarea, select)");
  (first || node.querySelector(".row button:last-child")).focus();
  return node;
}

/**
 * Say something in passing, to eyes and screen readers; `kind` "bad" stays until it is closed,
 * "bad lost" until the server is there again.
 */
export function tell(text, kind = "") {
  const box = document.getElementById("told");
  const note = h("p", { class: `note ${kind}` }, text, button("×", () => note.remove(), { "aria-label": t("close") }));
  box.replaceChildren(note);
  if (kind !== "bad") setTimeout(() => (isThere || !note.matches(LOST)) && note.remove(), SHOWN);
}

/** The stream is there, or is not: that the server was not reached holds no longer than it does. */
export function reached(is) {
  isThere = is;
  if (is) document.querySelector(`#told ${LOST}`)?.remove();
}

/** Do something; a refusal is told. Gives what came, or undefined. */
export async function trying(work) {
  try {
    return await work();
  } catch (refusal) {
    if (refusal.code !== "signed_out") tell(refusal.message, refusal.status === 0 ? "bad lost" : "bad");
    if (!("status" in refusal)) console.error(refusal);
    return undefined;
  }
}

/** Ask before something that cannot be undone. */
export function confirmed(title, text, label, act) {
  openDialog({ title, body: h("p", {}, text), buttons: [{ label, act, kind: "danger" }] });
}
