// Reading ease after Kandel and Moles (1958), the French form of Flesch: 207 − 1.015 × words a sentence − 73.6 ×
// syllables a word. 80 and more is easy. Syllables are counted by groups of vowels, without a mute e at the end.

const vowels = /[aeiouyàâäéèêëîïôöùûüœæ]+/g;

export function syllablesOf(word: string): number {
  const bare = word.toLowerCase().replace(/[^\p{L}]/gu, '');
  if (bare === '') return 0;
  const heard = bare
    .replace(/(?<=[^aeiouyàâäéèêëîïôöùûüœæ])es?$/, '')
    .replace(/(?<=[gq])u(?=[aeiouéèê])/g, '');
  return Math.max(1, heard.match(vowels)?.length ?? 0);
}

export function readingEase(sentences: readonly string[]): number {
  const ended = sentences
    .flatMap((text) => text.split(/[.!?:;…]+(?:\s|$)/))
    .filter((part) => /\p{L}/u.test(part));
  // An apostrophe joins two words that are said as one: « l’aide » is two in this count, as it is in print.
  const words = ended
    .flatMap((part) => part.split(/[\s’\u00a0-]+/))
    .filter((word) => /[\p{L}\d]/u.test(word));
  const syllables = words.reduce((sum, word) => sum + Math.max(1, syllablesOf(word)), 0);
  return 207 - 1.015 * (words.length / ended.length) - 73.6 * (syllables / words.length);
}
