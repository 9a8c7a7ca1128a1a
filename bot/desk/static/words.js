// The screens' words and how moments, days and numbers are written, in the agent's language.

const KEPT = "desk-lang";
const TAGS = { zh: "zh-CN", en: "en-GB" };
const DAY = 86_400_000; // ms

let words = {};
let now = "zh";

/** The language of the screens: `zh` or `en`. */
export function lang() {
  return now;
}

/** The language to begin with: the one chosen on this machine, else the page's. */
export function firstLanguage() {
  const page = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  try {
    const kept = localStorage.getItem(KEPT);
    return kept in TAGS ? kept : page;
  } catch {
    return page;
  }
}

export async function speak(language, api) {
  const found = await api.get("/words", { lang: language });
  words = found.words;
  now = language;
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  document.title = t("title");
  try {
    localStorage.setItem(KEPT, language);
  } catch { /* blocked: for this page alone */ }
}

/** A phrase with its {names} filled; one that there is not shows its name. */
export function t(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** A phrase of a family whose members the server may add to: else what it said. */
export function named(family, member) {
  return words[`${family}_${member}`] ?? String(member);
}

export function clock(iso) {
  return write(iso, { hour: "2-digit", minute: "2-digit" });
}

export function moment(iso) {
  return iso ? write(iso, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }) : "";
}

/** 2026-09-21 in words. */
export function day(iso) {
  return iso ? write(`${iso}T12:00:00+08:00`, { year: "numeric", month: "short", day: "numeric" }) : "";
}

export function shortDay(iso) {
  return write(`${iso}T12:00:00+08:00`, { month: "numeric", day: "numeric" });
}

function write(iso, how) {
  const options = { ...how, timeZone: "Asia/Shanghai", hourCycle: "h23" };
  return new Intl.DateTimeFormat(TAGS[now], options).format(new Date(iso));
}

/** 2026-11-22 in China, `back` days ago. */
export function today(back = 0) {
  const parts = { timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit" };
  return new Intl.DateTimeFormat("en-CA", parts).format(Date.now() - back * DAY);
}

/** Whole days from today to a day; less than 0 for the past. */
export function daysUntil(iso) {
  return Math.round((Date.parse(iso) - Date.parse(today())) / DAY);
}

/** A stretch of time as one looks at it: 42 s, 3 min, 2 h 5 min. */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return t("seconds", { number: whole });
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return t("minutes", { number: minutes });
  return t("hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

export function number(value, digits = 0) {
  if (value === null || value === undefined) return "–";
  return new Intl.NumberFormat(TAGS[now], { maximumFractionDigits: digits }).format(value);
}

export function percent(share) {
  return new Intl.NumberFormat(TAGS[now], { style: "percent" }).format(share);
}
