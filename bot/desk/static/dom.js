// Makes elements without markup: whatever was said becomes text, never HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element. Among `props` functions listen, `.name` sets a property, `true` an attribute. */
export function h(tag, props = {}, ...children) {
  return filled(document.createElement(tag), props, children);
}

export function s(tag, props = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

function filled(node, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name.startsWith(".")) continue;
    else if (value === true) node.setAttribute(name, "");
    else if (value || value === 0) node.setAttribute(name, value);
  }
  append(node, children);
  // Last: a select has no value before it has options.
  for (const [name, value] of Object.entries(props || {})) {
    if (name.startsWith(".")) node[name.slice(1)] = value;
  }
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child || child === 0) node.append(child);
  }
}

export function button(label, click, more = {}) {
  return h("button", { type: "button", click, ...more }, label);
}

/** For screen readers only. */
export function hidden(text) {
  return h("span", { class: "hidden" }, text);
}

export function chip(text, kind = "") {
  return h("span", { class: `chip ${kind}` }, text);
}

/** A label with its control, which gets `id`. */
export function field(label, control, id, help = "") {
  control.id = id;
  if (help) control.setAttribute("aria-describedby", `${id}-help`);
  return h(
    "div", { class: "field" }, h("label", { for: id }, label), control,
    help && h("small", { id: `${id}-help` }, help),
  );
}

export function select(options, value, more = {}) {
  const entries = options.map(({ value: one, label }) => h("option", { ".value": one ?? "" }, label));
  const node = h("select", more, entries);
  node.value = value ?? "";
  return node;
}

export function details(key, summary, ...children) {
  return h("details", { "data-k": key }, h("summary", {}, summary), children);
}

/** A table; `columns` are [label, cell of a row, class]. The box around it scrolls sideways. */
export function table(caption, columns, rows, more = {}) {
  const head = columns.map(([label, , kind]) => h("th", { scope: "col", class: kind }, label));
  const body = rows.map((row) => h("tr", {}, columns.map(([, cell, kind], at) =>
    h(at ? "td" : "th", { class: kind, ...(!at && { scope: "row" }) }, cell(row)))));
  return h(
    "div", { class: "scrolls", tabindex: 0, role: "region", "aria-label": caption },
    h("table", more, h("caption", { class: "hidden" }, caption), h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)),
  );
}

/**
 * Put other children into a node. Where all is the same as before, all stays in place, so that
 * nothing is taken from under a pointer; what was unfolded, typed or had the focus stays so.
 * What looks the same has to do the same: a control for one of many says which in `data-k`.
 */
export function renew(node, ...children) {
  const fresh = nodesOf(children);
  const old = [...node.childNodes];
  if (fresh.length === old.length && fresh.every((one, at) => isSame(old[at], one))) return;
  replace(node, () => node.replaceChildren(...fresh));
}

/** The same for a list whose entries stand for themselves: only those that changed are replaced. */
export function renewList(node, ...children) {
  const fresh = nodesOf(children);
  const old = [...node.childNodes];
  replace(node, () => {
    old.slice(fresh.length).forEach((one) => one.remove());
    fresh.forEach((one, at) => {
      if (!old[at]) node.append(one);
      else if (!isSame(old[at], one)) old[at].replaceWith(one);
    });
  });
}

function nodesOf(children) {
  const holder = document.createDocumentFragment();
  append(holder, children);
  return [...holder.childNodes];
}

/** Whether two nodes show the same; `fresh` takes over what was unfolded and how long one waits. */
function isSame(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE || fresh.nodeType !== Node.ELEMENT_NODE) return old.isEqualNode(fresh);
  const pairs = (selector) => {
    const before = [...old.querySelectorAll(selector)];
    return [...fresh.querySelectorAll(selector)].map((one, at) => [before[at], one]);
  };
  for (const [before, one] of pairs("details, [data-since]")) {
    if (before && one.localName === "details") one.open = before.open;
    else if (before) {
      one.textContent = before.textContent;
      one.toggleAttribute("data-late", before.hasAttribute("data-late"));
    }
  }
  return old.isEqualNode(fresh) && pairs("input, select, textarea").every(([before, one]) => before.value === one.value);
}

function replace(node, work) {
  const unfolded = new Map();
  for (const one of node.querySelectorAll("details[data-k]")) unfolded.set(one.dataset.k, one.open);
  const active = node.contains(document.activeElement) ? document.activeElement : null;
  const typed = active && "value" in active ? active.value : undefined;
  const top = node.scrollTop;
  work();
  for (const one of node.querySelectorAll("details[data-k]")) {
    if (unfolded.has(one.dataset.k)) one.open = unfolded.get(one.dataset.k);
  }
  node.scrollTop = top;
  if (!active || active.isConnected) return;
  const again = active.dataset.k && node.querySelector(`[data-k="${CSS.escape(active.dataset.k)}"]`);
  if (!again) return;
  if (typed !== undefined && again.tagName !== "BUTTON") again.value = typed;
  again.focus({ preventScroll: true });
}

/** An id that nobody else makes, for requests that may be repeated. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Save a text as a file of the person's. */
export function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address));
}

/** Copy a text; without a secure context by the old way. Gives whether it went. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { /* not allowed, or no secure context */ }
  const area = h("textarea", { class: "hidden", "aria-hidden": "true", ".value": text });
  (document.querySelector("dialog[open]") || document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
