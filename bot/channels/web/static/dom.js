// Makes elements without markup: whatever was said becomes text, never HTML.

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  chat: "M4 5h16v11H9l-5 4z",
  close: "M6 6l12 12M18 6L6 18",
  more: "M5 12h0M12 12h0M19 12h0",
  send: "M12 20V5M5 12l7-7 7 7",
  up: "M7 11v9H4v-9zM7 12l4-8q4 0 2 6h6l-1 10H7",
  down: "M17 13V4h3v9zM17 12l-4 8q-4 0-2-6H5L6 4h11",
  below: "M12 4v15M5 12l7 7 7-7",
};
const END = "[^\\s<>\"'“”（）()，。；、！？]*";
const SITE = `https?://${END}|(?:[\\w-]+\\.)+gov\\.cn(?:/${END})?`;
const LINK = new RegExp(`(${SITE}|\\b(?:12333|12393|12366)\\b)`);

/** An element; functions among `props` listen. */
export function h(tag, props = {}, ...children) {
  return fillIn(document.createElement(tag), props, children);
}

export function button(label, click, more) {
  return h("button", { type: "button", click, ...more }, label);
}

export function s(tag, props = {}, ...children) {
  return fillIn(document.createElementNS(SVG, tag), props, children);
}

function fillIn(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value || value === 0) node.setAttribute(name, value);
  }
  for (const child of children.flat(Infinity)) if (child) node.append(child);
  return node;
}

export function icon(name) {
  const box = { viewBox: "0 0 24 24", class: `icon i-${name}`, "aria-hidden": true };
  return s("svg", box, s("path", { d: PATHS[name] }));
}

/** A label with its {names} filled. */
export function fill(label, values) {
  return (label || "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Text as nodes, with links for addresses and hotlines. */
function linked(text) {
  return text.split(LINK).map((part, at) => {
    if (at % 2 === 0) return part;
    if (/^\d+$/.test(part)) return h("a", { href: `tel:${part}` }, part);
    return outside(part.startsWith("http") ? part : `https://${part}`, part);
  });
}

export function outside(address, ...children) {
  const rel = "noopener noreferrer";
  return h("a", { href: address, target: "_blank", rel }, ...children);
}

export function paragraphs(text) {
  return text.split("\n").filter((line) => line.trim()).map((line) => h("p", {}, linked(line)));
}

/** For screen readers only. */
export function hidden(text) {
  return h("span", { class: "hidden" }, text);
}

/** The language in which most of a text is written. */
export function languageOf(text) {
  const count = (what) => text.match(what)?.length || 0;
  return count(/\p{Script=Han}/gu) > 2 * count(/[a-z]+/gi) ? "zh-Hans" : "en";
}

/** 2026-09-21 or 2026-09 in words. */
export function inWords(iso, lang, how) {
  const whole = { year: "numeric", month: "long", ...(iso.length > 7 && { day: "numeric" }) };
  const words = new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", how || whole);
  return words.format(new Date(`${iso}T12:00`.replace(/^(.{7})T/, "$1-01T")));
}
