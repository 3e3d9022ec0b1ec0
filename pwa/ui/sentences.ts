/**
 * Where a sentence begins and ends, in French, English and Arabic. By hand and not by `Intl.Segmenter`, which not every
 * phone has and which ends a sentence after « M. » and « p. ex. ».
 */
export interface Sentence {
  readonly start: number;
  /** Not included. */
  readonly end: number;
}

/** Never the last word of a sentence: a name, a number or an example follows. */
const neverLast = new Set(
  `m mm mme mmes mlle dr pr me st ste mgr art al p pp ex c.-à-d cf n fig av bd boul tél chap éd vol env approx
  mr mrs ms jr sr vs e.g i.e dept tel vol د أ م ص`.split(/\s+/),
);

/** Last only where the next word begins a sentence by its capital letter. */
const seldomLast = new Set('etc no nos max min hab h km kg inc ltd co'.split(' '));

// A closing « » » stands after a space, another closing sign never does.
const end = /([.!?؟…]+)(?:\s?»|[”"’)\]])*(?=\s|$)|\n+/gu;
const opening = /^\s*[«“"([¿¡\u00a0\u202f\s—–-]*(\p{L}|\p{N})?/u;

export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  let from = 0;
  const close = (to: number) => {
    const start = from + (/^\s*/.exec(text.slice(from, to))?.[0].length ?? 0);
    const stop = start + text.slice(start, to).trimEnd().length;
    // A line of signs alone is nothing to say.
    if (/[\p{L}\p{N}]/u.test(text.slice(start, stop))) found.push({ start, end: stop });
    from = to;
  };
  for (const match of text.matchAll(end)) {
    const to = match.index + match[0].length;
    if (match[1] === undefined || isEnd(text, from, match.index, to, match[1])) close(to);
  }
  close(text.length);
  return found;
}

function isEnd(text: string, from: number, at: number, to: number, sign: string): boolean {
  const next = opening.exec(text.slice(to))?.[1];
  if (next === undefined) return true;
  const isCapital = next !== next.toLowerCase() || next === next.toUpperCase();
  // « Oui ? » dit-il; « attendez… puis recommencez ».
  if (!isCapital) return false;
  if (sign !== '.') return true;
  const before = text.slice(from, at);
  const word = /[\p{L}\p{N}.°-]*$/u.exec(before)?.[0].toLowerCase() ?? '';
  // « 1. Ouvrez » numbers a step, « J. Martin » shortens a name.
  if (/^\d{1,2}$/.test(word)) return before.trim() !== word;
  if (/^\p{L}$/u.test(word) && /\p{Lu}$/u.test(before)) return false;
  if (neverLast.has(word)) return false;
  return !(seldomLast.has(word) && /\p{N}/u.test(next));
}
