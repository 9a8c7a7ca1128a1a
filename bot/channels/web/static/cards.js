// Cards of messages (docs/cards.md), laid out. A kind that is not known gives nothing: its
// text is shown.

import { button, fill, h, hidden, inWords, outside, paragraphs, s } from "./dom.js";

const KINDS = { step, decision, answer, days };
const ON_A_SCREEN = ["alipay", "app", "wechat", "website", "online"];
const QUOTED = /“([^”]{1,14})”|(\p{Script=Han}[\p{Script=Han}\d]{0,13})(?= \()/gu;
const FIRST = /^(.+?(?:[。！？]|[.!?](?=\s)))\s*/; // sentence
const SHOWN = 3; // sources; the others unfold
const EARLIEST = 1930;
const BIRTH = 1970; // where years of birth open
const DAYS = ["working", "make_up", "holiday", "weekend"];

/** A card's element, or undefined. `at` is {t, client}. */
export function cardOf({ card }, at) {
  return card && KINDS[card.kind]?.(card, at);
}

/** Something to pick a day or a month from, or undefined. */
export function pickerOf({ card }, at, pick) {
  const wanted = card?.kind === "question" && ["month", "date"].includes(card.type);
  return wanted ? monthPicker(card, at, pick) : undefined;
}

function frame(kind, title, ...children) {
  return h("article", { class: `card ${kind}`, "aria-label": title }, h("h3", {}, title), children);
}

function outcome(text) {
  return h("div", { class: "outcome" }, paragraphs(text));
}

function more(title, ...children) {
  return h("details", {}, h("summary", {}, title), children);
}

function step(card, { t }) {
  const name = lookedFor(card);
  return frame(
    "step", card.title, !card.ended && progress(card, t), outcome(card.text),
    name && screen(name, fill(t.look_for, { name })),
    card.why && more(t.why, paragraphs(card.why)),
  );
}

function progress({ number, total }, t) {
  const parts = times(total, (at) => h("i", { class: at < number && "past" }));
  return h(
    "div", { class: "progress" }, hidden(fill(t.step, { number, total })),
    h("strong", { "aria-hidden": true }, `${number} / ${total}`), h("span", {}, parts),
  );
}

function decision(card, at) {
  const facts = card.facts.map(({ title, value }) => [h("dt", {}, title), h("dd", {}, value)]);
  return frame(
    `decision ${card.decision}`, card.title, outcome(card.text.replace(FIRST, "$1\n")),
    paragraphs(card.for_you),
    facts.length > 0 && [h("h4", {}, at.t.facts), h("dl", {}, facts)],
    card.counts.map((count) => more(
      `${at.t.count} · ${inWords(count.end, at.client.lang)}`, dayCount(count, at))),
    rests(card, at),
  );
}

function answer(card, at) {
  return frame("answer", card.title, outcome(card.text), rests(card, at));
}

function days(card, at) {
  return frame("count", card.title || at.t.count, dayCount(card, at));
}

/** What an answer rests on: articles to open, the day it holds for, what is not sure. */
function rests(card, { t, client }) {
  const day = (iso) => ({ date: inWords(iso, client.lang) });
  const sources = card.sources.map(({ id, title, checked, verified }) => h(
    "li", {},
    outside(client.page(`/faq/source/${encodeURIComponent(id)}`), title, hidden(t.new_tab)),
    h("small", {}, fill(t.checked, day(checked)), !verified && ` · ${t.unverified}`),
  ));
  const others = sources.splice(SHOWN);
  return h(
    "footer", {}, h("h4", {}, t.sources), h("ul", {}, sources),
    others.length > 0 && more(fill(t.more_sources, { number: others.length }), h("ul", {}, others)),
    h("p", {}, fill(t.as_of, day(card.as_of))),
    card.confirm && h("p", { class: "confirm" }, card.confirm), h("p", {}, t.not_official),
  );
}

/** What a step tells to look for, as it is written on the screen, or undefined. */
function lookedFor({ step_kind: kind, channel, text }) {
  if (kind !== "do" || !ON_A_SCREEN.includes(channel)) return undefined;
  const found = [...text.split(/[;；\n]/)[0].matchAll(QUOTED)].at(-1);
  return found && (found[1] || found[2]);
}

/** A simple picture of a screen with `name` marked on it. */
function screen(name, label) {
  const width = 28 + name.length * 14;
  return s(
    "svg", { viewBox: "0 0 240 132", class: "screen", role: "img", "aria-label": label },
    s("path", { class: "frame", d: "M14 132V14Q14 2 26 2H214Q226 2 226 14V132" }),
    s("path", { class: "tile", d: "M34 30h172M34 106h172" }),
    s("rect", { class: "mark", x: 120 - width / 2, y: 50, width, height: 34, rx: 8 }),
    s("text", { x: 120, y: 72 }, name),
  );
}

/** Month sheets; each day has its number or why it has none. */
function dayCount(count, { t, client: { lang } }) {
  const months = new Set(count.days.map(([iso]) => iso.slice(0, 7)));
  const known = new Map(count.days.map((day) => [day[0], day]));
  const used = DAYS.filter((kind) => count.days.some((day) => day[2] === kind));
  const cell = (iso) => dayCell(iso, known.get(iso), count, t);
  const range = { start: inWords(count.start, lang), end: inWords(count.end, lang) };
  const years = count.provisional.join(", ");
  return h(
    "div", {}, h("p", {}, fill(t.count_range, range)),
    [...months].map((month) => sheet(month, lang, cell)),
    h("p", { class: "legend" }, used.map((kind) =>
      h("span", {}, h("i", { class: kind }), t[`day_${kind}`]))),
    years && h("p", { class: "confirm" }, fill(t.provisional, { years })),
  );
}

function dayCell(iso, [, number, kind = ""] = [], { start, end }, t) {
  const edge = { [start]: "start", [end]: "last" }[iso] || "";
  const said = number ? fill(t.day_number, { number }) : t[`day_${kind}`];
  return h(
    "span", { class: `day ${kind} ${edge}` }, Number(iso.slice(8)),
    number && h("b", { "aria-hidden": true }, number), said && hidden(said),
  );
}

/** `pick` gets 2026-03 or, where `type` is date, 2026-03-21. */
function monthPicker({ type, fact }, { t, client: { lang } }, pick) {
  const thisYear = new Date().getFullYear();
  const likely = fact.startsWith("birth") ? BIRTH : thisYear;
  const years = times(thisYear + 2 - EARLIEST, (ago) => thisYear + 1 - ago);
  const year = h("select", { "aria-label": t.year }, years.map((one) =>
    h("option", { selected: one === likely }, one)));
  const names = times(12, (at) => two(at + 1));
  const short = (month) => inWords(`2024-${month}`, lang, { month: "short" });
  const title = t[`pick_${type}`];
  const day = h("input", { type, "aria-label": title });
  const choices = type === "date" ? [day, button(t.ok, () => day.value && pick(day.value))] : [
    year, names.map((month) => button(short(month), () => pick(`${year.value}-${month}`)))];
  const group = { class: `picker ${type}`, role: "group", "aria-label": title };
  return h("div", group, h("span", {}, title), choices);
}

/** A month as a table, from Monday; `cell` makes what stands in a day. */
function sheet(month, lang, cell) {
  const [year, number] = month.split("-");
  const before = (new Date(month).getUTCDay() + 6) % 7;
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const rows = times(Math.ceil((before + length) / 7), (week) =>
    h("tr", {}, times(7, (at) => {
      const day = week * 7 + at - before + 1;
      return h("td", {}, day > 0 && day <= length && cell(`${month}-${two(day)}`));
    }))).filter((row) => row.querySelector(".working, .make_up, .holiday, .start"));
  const names = times(7, (at) => {
    const name = (weekday) => inWords(`2024-01-0${at + 1}`, lang, { weekday }); // a Monday first
    return h("th", { scope: "col" }, h("span", { "aria-hidden": true }, name("narrow")), hidden(name("long")));
  });
  const caption = h("caption", {}, inWords(month, lang));
  return h("table", {}, caption, h("thead", {}, h("tr", {}, names)), h("tbody", {}, rows));
}

function times(length, make) {
  return Array.from({ length }, (_, at) => make(at));
}

function two(number) {
  return `${number}`.padStart(2, "0");
}
