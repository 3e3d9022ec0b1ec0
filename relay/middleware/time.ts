import { instantText } from '../../policy/instant.ts';

const minuteMs = 60_000;

/** What is kept or logged about a wallet is cut to the minute: to the second it would join its mailboxes (protocol §4). */
export function wholeMinute(ms: number): number {
  return Math.floor(ms / minuteMs) * minuteMs;
}

/** The first whole minute that is not before this. */
export function nextWholeMinute(ms: number): number {
  return wholeMinute(ms + minuteMs - 1);
}

const lastTexts = new Map<number, string>();

/** `instantText`, remembered: it is asked for several times in each call, and is the same for a second. */
export function instantOf(ms: number): string {
  const second = Math.floor(ms / 1000);
  let text = lastTexts.get(second);
  if (text === undefined) {
    text = instantText(second * 1000);
    if (lastTexts.size >= 16) lastTexts.clear();
    lastTexts.set(second, text);
  }
  return text;
}
