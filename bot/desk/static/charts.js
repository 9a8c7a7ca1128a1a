// Charts drawn here: bars by day and bars by kind. Beside each stands the same as a table, for
// everybody who cannot see it or wants the number.

import { details, h, s, table } from "./dom.js";
import { number, shortDay, t } from "./words.js";

const WIDTH = 560;
const HEIGHT = 130;
const LEFT = 36;
const BOTTOM = 20;
const STEPS = [1, 2, 5];
const LABELS = 8; // days with a label, at most

/** A round number at or above `most`, to end the axis with. */
export function top(most) {
  if (most <= 4) return 4;
  const size = 10 ** Math.floor(Math.log10(most));
  const step = STEPS.find((one) => one * size >= most) || 10;
  return step * size;
}

/** A chart with its table: `rows` are days, `series` are [label, value of a row]. */
export function byDay(title, rows, series, csv) {
  const columns = [[t("day"), ({ day }) => day], ...series.map(([label, value]) => [label, (row) => number(value(row), 1), "number"])];
  return figure(title, rows.length ? drawDays(title, rows, series) : null, table(title, columns, rows), legend(series), csv);
}

/** A chart of bars that lie; `rows` are [label, number]. */
export function byKind(title, rows, csv) {
  const columns = [[t("kind"), ([label]) => label], [t("count"), ([, count]) => number(count), "number"]];
  return figure(title, rows.length ? bars(title, rows) : null, table(title, columns, rows), null, csv);
}

function figure(title, picture, numbers, names, csv) {
  return h(
    "figure", {}, h("figcaption", {}, h("h2", {}, title), csv && h("a", { href: csv, download: true, "aria-label": `CSV: ${title}` }, "CSV")),
    names, picture || h("p", { class: "soft" }, t("no_figures")), picture && details(`table-${title}`, t("as_table"), numbers),
  );
}

function legend(series) {
  if (series.length < 2) return null;
  return h("p", { class: "legend" }, series.map(([label], at) => h("span", {}, h("i", { class: `series-${at}` }), label)));
}

function drawDays(title, rows, series) {
  const most = top(Math.max(...rows.flatMap((row) => series.map(([, value]) => value(row) || 0))));
  const slot = (WIDTH - LEFT) / rows.length;
  const width = Math.max(1, Math.min(24, slot * 0.8) / series.length);
  const high = (value) => (HEIGHT - BOTTOM - 8) * ((value || 0) / most);
  const every = Math.ceil(rows.length / LABELS);
  const base = HEIGHT - BOTTOM;
  const lines = [0, most / 2, most].map((value) => [
    s("line", { x1: LEFT, x2: WIDTH, y1: base - high(value), y2: base - high(value), class: "grid" }),
    s("text", { x: LEFT - 6, y: base - high(value) + 4, "text-anchor": "end" }, number(value, 1)),
  ]);
  const columns = rows.map((row, at) => series.map(([label, value], place) => s("rect", {
    x: LEFT + slot * at + (slot - width * series.length) / 2 + width * place, y: base - high(value(row)), width, height: high(value(row)), class: `series-${place}`,
  }, s("title", {}, `${row.day} · ${label}: ${number(value(row), 1)}`))));
  const days = rows.map(({ day }, at) => at % every === 0 && s("text", { x: LEFT + slot * (at + 0.5), y: HEIGHT - 4, "text-anchor": "middle" }, shortDay(day)));
  return frame(HEIGHT, sums(title, rows, series), lines, columns, days);
}

function bars(title, rows) {
  const line = 24;
  const label = 190;
  const most = top(Math.max(...rows.map(([, count]) => count)));
  const height = rows.length * line + 4;
  const drawn = rows.map(([name, count], at) => [
    s("text", { x: label - 8, y: at * line + 17, "text-anchor": "end" }, cut(name)),
    s("rect", { x: label, y: at * line + 4, width: Math.max(1, (WIDTH - label - 44) * (count / most)), height: line - 8, class: "series-0" }, s("title", {}, `${name}: ${number(count)}`)),
    s("text", { x: label + (WIDTH - label - 44) * (count / most) + 6, y: at * line + 17 }, number(count)),
  ]);
  return frame(height, `${title}: ${rows.map(([name, count]) => `${name} ${count}`).join(t("comma"))}`, drawn);
}

function frame(height, said, ...children) {
  return s("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "chart", role: "img", "aria-label": said }, children);
}

function sums(title, rows, series) {
  const all = series.map(([label, value]) => `${label} ${number(rows.reduce((sum, row) => sum + (value(row) || 0), 0), 1)}`);
  return `${title}: ${all.join(t("comma"))}`;
}

/** Chinese characters are twice as wide as Latin ones. */
function cut(text, room = 28) {
  let width = 0;
  for (const [at, one] of [...text].entries()) {
    width += one.codePointAt(0) > 0x2e80 ? 2 : 1;
    if (width > room) return `${[...text].slice(0, at).join("")}…`;
  }
  return text;
}
