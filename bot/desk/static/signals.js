// Signs that a case needs care. Each can be checked in the record; moods are not guessed.

import { day, daysUntil, t } from "./words.js";

const SOON = 15; // days
const SHORTEST = 4; // characters: "yes" twice is no question asked twice
const MARKS = /[\s\p{P}]/gu;

function alike(text) {
  return text.toLowerCase().replace(MARKS, "");
}

/** Messages of the person that he has written before in the same words. */
export function askedTwice(messages) {
  const times = new Map();
  for (const { by, pressed, text } of messages) {
    const words = alike(text);
    if (by !== "person" || pressed || words.length < SHORTEST) continue;
    times.set(words, [...(times.get(words) || []), text]);
  }
  return [...times.values()].filter((all) => all.length > 1).map((all) => [all[0], all.length]);
}

/** Days by which something must be done, that the outcome names: [day, days until then]. */
export function deadlines(decision) {
  const values = Object.entries(decision?.outcome?.values || {});
  return values.filter(([name, value]) => name.endsWith("_by") && /^\d{4}-\d\d-\d\d$/.test(value))
    .map(([, value]) => [value, daysUntil(value)]).filter(([, days]) => days <= SOON);
}

/** All signs, as sentences. */
export function signals(row, messages, panel) {
  const found = [];
  if (["asked", "two_failures", "same_question", "outcome"].includes(row.reason)) found.push(t(`signal_${row.reason}`));
  for (const [text, number] of askedTwice(messages)) found.push(t("signal_twice", { number, text }));
  for (const [iso, days] of deadlines(panel?.decision)) {
    found.push(days < 0 ? t("signal_past", { day: day(iso) }) : t("signal_deadline", { day: day(iso), number: days }));
  }
  if (messages.some(({ masked }) => masked?.length)) found.push(t("signal_masked"));
  if (panel?.facts.some(({ kept }) => kept === false)) found.push(t("signal_heard"));
  return found;
}
