// The supervisor's figures: volumes, topics, outcomes, refusals, waiting, ratings; charts and CSV.

import { button, field, h, renew } from "./dom.js";
import { byDay, byKind } from "./charts.js";
import { trying } from "./dialogs.js";
import { named, number, span, t, today } from "./words.js";

const SPANS = [7, 30, 90]; // days
const MOST = 12; // bars

export async function openFigures(app) {
  const from = h("input", { type: "date", ".value": today(29), required: true });
  const to = h("input", { type: "date", ".value": today(), required: true });
  const body = h("div");
  async function draw() {
    const range = { from: from.value, to: to.value };
    if (!range.from || !range.to) return;
    const found = await trying(() => app.api.get("/figures", range));
    if (found) renew(body, tiles(found), charts(app, found, (name) => app.api.address("/figures.csv", { ...range, table: name })));
  }
  from.addEventListener("change", draw);
  to.addEventListener("change", draw);
  const spans = SPANS.map((days) => button(t("last_days", { number: days }), () => {
    from.value = today(days - 1);
    to.value = today();
    draw();
  }));
  await draw();
  return {
    node: h("div", {}, h("h1", {}, t("page_figures")),
      h("div", { class: "row range" }, field(t("from"), from, "from"), field(t("to"), to, "to"), spans), body),
  };
}

function tiles({ days, ratings }) {
  const sum = (name) => days.reduce((all, day) => all + (day[name] || 0), 0);
  const stars = Object.entries(ratings.stars || {});
  const rated = stars.reduce((all, [, count]) => all + count, 0);
  const mean = rated ? stars.reduce((all, [star, count]) => all + star * count, 0) / rated : null;
  const longest = Math.max(0, ...days.map((day) => day.waited_longest || 0));
  const shown = [
    ["messages", number(sum("messages"))], ["conversations", number(sum("conversations"))], ["decisions", number(sum("decisions"))],
    ["refused", number(sum("refused"))], ["handovers", number(sum("handovers"))], ["waited_longest", span(longest)],
    ["unanswered", number(sum("unanswered"))], ["rating_mean", number(mean, 1)], ["thumbs", `${ratings.up || 0} / ${ratings.down || 0}`]];
  return h("dl", { class: "tiles" }, shown.map(([name, value]) => h("div", {}, h("dt", {}, t(`figure_${name}`)), h("dd", {}, value))));
}

function charts(app, found, csv) {
  const { days, ratings } = found;
  const titles = new Map(app.me.topics.map(({ id, title }) => [id, title]));
  const topic = (id) => titles.get(id) || id || t("no_topic");
  const most = (rows) => rows.sort((one, other) => other[1] - one[1]).slice(0, MOST);
  const minutes = (name) => (row) => (row[name] === null ? null : (row[name] || 0) / 60);
  const of = (name) => (row) => row[name];
  const kinds = new Map();
  for (const { kind, count } of found.outcomes) kinds.set(kind, (kinds.get(kind) || 0) + count);
  return h(
    "div", { class: "charts" },
    byDay(t("chart_volume"), days, [[t("figure_messages"), of("messages")], [t("figure_conversations"), of("conversations")]], csv("days")),
    byDay(t("chart_handovers"), days, [[t("figure_handovers"), of("handovers")], [t("figure_unanswered"), of("unanswered")]], csv("days")),
    byDay(t("chart_waiting"), days, [[t("waited_median"), minutes("waited_median")], [t("waited_longest"), minutes("waited_longest")]], csv("days")),
    byDay(t("chart_refused"), days, [[t("figure_decisions"), of("decisions")], [t("figure_refused"), of("refused")]], csv("days")),
    byKind(t("chart_topics"), most(found.topics.map(({ id, title, count }) => [title || topic(id), count])), csv("topics")),
    byKind(t("chart_kinds"), most([...kinds].map(([kind, count]) => [named("kind", kind), count])), csv("outcomes")),
    byKind(t("chart_outcomes"), most(found.outcomes.map((one) => [`${topic(one.topic)}: ${one.title || one.outcome || named("kind", one.kind)}`, one.count])), csv("outcomes")),
    byKind(t("chart_refusals"), most(found.refusals.map((one) => [`${topic(one.topic)}${one.reason ? `: ${named("refer", one.reason)}` : ""}`, one.count])), csv("refusals")),
    byKind(t("chart_reasons"), most(found.reasons.map(({ reason, count }) => [named("reason", reason), count])), csv("reasons")),
    byKind(t("chart_channels"), most(found.channels.map((one) => [named("channel", one.channel ?? one.id), one.count ?? one.messages])), null),
    byKind(t("chart_ratings"), [5, 4, 3, 2, 1].map((star) => [t("stars", { number: star }), ratings.stars?.[star] || 0]), null),
  );
}
