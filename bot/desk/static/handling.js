// What an agent does with a conversation: take it, give it back, end it, pass it on, sum it up,
// and say that a suggestion was wrong.

import { caseChoice } from "./cases.js";
import { button, copy, field, h, select } from "./dom.js";
import { confirmed, openDialog, tell, trying } from "./dialogs.js";
import { may } from "./shell.js";
import { moment, t } from "./words.js";

const MAX_COMMENT = 500; // characters

/** Claim; whoever is late is told who was faster. Gives the row, or undefined. */
export function claim(app, row) {
  return trying(async () => {
    try {
      return await app.api.post(`/handovers/${row.id}/claim`);
    } catch (refusal) {
      if (refusal.code === "taken" && refusal.by) refusal.message = t("taken", { name: refusal.by.name });
      throw refusal;
    }
  });
}

function lastWords(app) {
  return h("textarea", { rows: 3, maxlength: app.me.limits.text, autocomplete: "off" });
}

/** Hand back to the assistant, which goes on where it was. */
export function handBack(app, row, done) {
  const words = lastWords(app);
  openDialog({
    title: t("back"),
    body: [h("p", {}, t("back_lead")), field(t("last_words"), words, "last-words")],
    buttons: [{ label: t("back"), kind: "primary", act: async () => {
      done(await app.api.post(`/handovers/${row.id}/back`, { words: words.value.trim() }));
    } }],
  });
}

/** End the talk; afterwards the contact summary is there to look at and keep. */
export function end(app, row, done) {
  const isCall = row.channel === "desk";
  const words = lastWords(app);
  openDialog({
    title: isCall ? t("end_call") : t("end"),
    body: isCall ? h("p", {}, t("end_call_lead")) : [
      h("p", {}, t("end_lead")), field(t("last_words"), words, "last-words")],
    buttons: [{ label: isCall ? t("end_call") : t("end"), kind: "primary", act: async () => {
      const body = isCall ? {} : { words: words.value.trim() };
      done(await app.api.post(`/handovers/${row.id}/end`, body));
      trying(() => summary(app, row));
    } }],
  });
}

/** Pass it to a colleague who is there, or back into the queue. */
export async function pass(app, row, done) {
  const present = await trying(() => app.api.get("/agents/present"));
  if (!present) return;
  const others = present.agents.filter(({ id }) => id !== app.me.agent.id);
  const options = others.map(({ id, name, claimed }) => ({
    value: id, label: `${name} · ${t("claimed_number", { number: claimed })}` }));
  const to = select([{ value: "", label: t("pass_queue") }, ...options], "");
  openDialog({
    title: t("pass"), body: field(t("pass_to"), to, "pass-to"),
    buttons: [{ label: t("pass"), kind: "primary", act: async () => {
      done(await app.api.post(`/handovers/${row.id}/pass`, to.value ? { agent: Number(to.value) } : {}));
    } }],
  });
}

/** The contact summary: to copy, and to keep. */
export async function summary(app, row) {
  const found = await app.api.get(`/handovers/${row.id}/summary`);
  const { kept } = found;
  const area = h("textarea", { rows: 14, maxlength: app.me.limits.note, ".value": kept?.text || found.text });
  const note = h("p", { class: "soft" }, kept ? t("summary_kept", { by: kept.by?.name || kept.by, at: moment(kept.at) }) : t("summary_lead"));
  openDialog({
    title: t("summary"), wide: true, close: t("close"),
    body: [note, field(t("summary_text"), area, "summary"), h("div", { class: "row" },
      button(t("copy"), async () => tell(await copy(area.value) ? t("copied") : t("not_copied"))),
      button(t("summary_fresh"), () => { area.value = found.text; }))],
    buttons: [{ label: t("summary_keep"), kind: "primary", act: async () => {
      await app.api.put(`/handovers/${row.id}/summary`, { text: area.value });
      tell(t("summary_is_kept"));
    } }],
  });
}

/** "This suggestion was wrong", with a reason of the list; a supervisor makes a test of it. */
export async function wrong(app, row, { message = null, suggestion = "", panel = null }) {
  const { reasons, topics } = app.me;
  const topic = panel?.topic?.id || null;
  const look = (right) => trying(() => app.api.get(`/handovers/${row.id}/wrong`, { topic, right, message_id: message }));
  const found = await look();
  if (!found) return;
  const radios = reasons.map(({ id, label }, at) => h("label", { class: "check" },
    h("input", { type: "radio", name: "reason", value: id, ".checked": at === 0 }), label));
  const list = h("fieldset", {}, h("legend", {}, t("wrong_reason")), radios);
  const outcome = caseChoice(t("wrong_outcome"), "right-outcome");
  // What applies now is what was wrong, unless an earlier message or another topic is meant.
  const show = (cases, all) => outcome.show(all ? cases : cases.filter(({ state }) => state !== "applies"));
  show(found.cases, message);
  const right = select([{ value: "", label: t("wrong_topic_same") },
    ...topics.map(({ id, title }) => ({ value: id, label: title }))], "", { change: async () => {
    const chosen = right.value;
    const other = await look(chosen);
    if (other && right.value === chosen) show(other.cases, message || (chosen && chosen !== topic));
  } });
  const said = h("textarea", { rows: 2, maxlength: app.me.limits.text, ".value": found.said });
  const text = h("textarea", { rows: 2, maxlength: app.me.limits.text });
  const comment = h("textarea", { rows: 2, maxlength: MAX_COMMENT });
  openDialog({
    title: t("wrong"), wide: true,
    body: [
      h("blockquote", { class: "quoted", tabindex: 0 }, suggestion), list,
      field(t("wrong_topic"), right, "right-topic"), field(t("wrong_said"), said, "wrong-said", t("wrong_said_help")),
      outcome.node, field(t("wrong_text"), text, "right-text"),
      field(t("comment"), comment, "comment")],
    buttons: [{ label: t("report"), kind: "primary", act: async () => {
      await app.api.post(`/handovers/${row.id}/wrong`, {
        message_id: message, reason: list.querySelector(":checked").value, comment: comment.value.trim(),
        said: said.value.trim(),
        right: {
          ...(right.value && { topic: right.value }), ...(outcome.value && { rule: outcome.value }),
          ...(text.value.trim() && { text: text.value.trim() }), facts: facts(panel) },
        suggestion, topic,
      });
      tell(t("reported"));
    } }],
  });
}

/** The facts as they stand: a case to be repeated needs those that were heard since, too. */
function facts(panel) {
  const known = (panel?.facts || []).filter(({ asked, value }) => asked && ["string", "number"].includes(typeof value));
  return Object.fromEntries(known.map(({ fact, value }) => [fact, value]));
}

/** Delete all that is kept of a person, who asked for it by telephone. */
export function forget(app, row, done) {
  confirmed(t("delete"), t("delete_lead"), t("delete"), async () => {
    await app.api.delete(`/handovers/${row.id}`);
    tell(t("deleted"));
    done();
  });
}

export function mayForget(app) {
  return may(app.me, "supervisor");
}
