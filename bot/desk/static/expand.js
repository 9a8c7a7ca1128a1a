// Abbreviations that expand while one types, and canned replies behind a short code. Text in,
// text out: nothing here knows the page.

const ENDS = /[\s,.;:!?，。；：！？、)）]/;
const SHORT = /(?:^|[^a-z0-9])([a-z0-9]{2,12})$/i;
const CODE = /(?:^|\s)\/([\w-]{0,20})$/;
const HAN = /\p{Script=Han}/u;

/** The language in which a text is being written; `fallback` while it says nothing. */
export function languageOf(text, fallback) {
  if (HAN.test(text)) return "zh";
  return /[a-z]{3,} [a-z]{2,}/i.test(text) ? "en" : fallback;
}

/**
 * What becomes of a text when `ending` was typed at `caret` just now. Gives {text, caret, was} or
 * null. A blank that only called the abbreviation is dropped in Chinese.
 */
export function expanded(text, caret, short, language) {
  const ending = text[caret - 1] || "";
  if (!ENDS.test(ending)) return null;
  const before = text.slice(0, caret - 1);
  const found = SHORT.exec(before);
  const long = found && short.get(found[1].toLowerCase())?.[language];
  if (!long) return null;
  const kept = ending === " " && language === "zh" ? "" : ending;
  const head = before.slice(0, before.length - found[1].length) + long + kept;
  return { text: head + text.slice(caret), caret: head.length, was: { text, caret } };
}

/** The code that is being typed before the caret, or null. */
export function codeAt(text, caret) {
  const found = CODE.exec(text.slice(0, caret));
  return found && found[1];
}

/** Replies whose code begins with, or whose text holds, what was typed. */
export function matching(replies, typed, most = 8) {
  const words = typed.toLowerCase();
  const begins = replies.filter(({ code }) => code.toLowerCase().startsWith(words));
  const holds = replies.filter((one) => !begins.includes(one) && words.length > 1
    && `${one.title?.zh || ""} ${one.title?.en || ""} ${one.zh} ${one.en}`.toLowerCase().includes(words));
  return [...begins, ...holds].slice(0, most);
}

/** A text with the code before the caret replaced by the reply. */
export function withReply(text, caret, reply) {
  const before = text.slice(0, caret).replace(CODE, (all) => (all.startsWith("/") ? "" : all[0]));
  return { text: before + reply + text.slice(caret), caret: before.length + reply.length };
}
