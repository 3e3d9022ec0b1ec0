// What of a page is read aloud: running text, heading after paragraph, in the order of the page. Left out is what an eye
// skips too: what is folded or hidden, buttons, fields, codes, pictures.

import { sentencesOf } from './sentences.ts';

export interface Passage {
  readonly text: string;
  /** Of the words, not of the page: what a party wrote in French is read in French. */
  readonly lang: string;
  readonly range: Range;
}

const silent =
  'button, .button, input, select, textarea, option, nav, svg, script, dialog:not([open]), .code, .qr, .unseen, .change, [aria-hidden="true"], [data-mute]';

interface Line {
  text: string;
  readonly lang: string;
  readonly pieces: { readonly node: Text; readonly at: number }[];
}

export function passagesOf(root: Element): Passage[] {
  return linesOf(root).flatMap((line) =>
    sentencesOf(line.text).map(({ start, end }) => ({
      text: line.text.slice(start, end).replace(/\s+/g, ' '),
      lang: line.lang,
      range: rangeOf(line, start, end),
    })),
  );
}

/** Every block that has text of its own is a line; so is every change of language. */
function linesOf(root: Element): Line[] {
  const lines: Line[] = [];
  let line: Line | undefined;
  const langOf = (node: Node) => node.parentElement?.closest('[lang]')?.getAttribute('lang') || 'fr';
  const read = (node: Element) => {
    for (const child of node.childNodes) {
      if (child instanceof Text) add(child);
      if (!(child instanceof HTMLElement) || child.matches(silent) || !child.checkVisibility()) continue;
      const isInside = /^(?:inline|contents)/.test(getComputedStyle(child).display);
      if (!isInside) line = undefined;
      // Two pieces side by side are two words, though nothing stands between them.
      else if (line !== undefined && !line.text.endsWith(' ')) line.text += isInline(child) ? '' : ' ';
      read(child);
      if (!isInside) line = undefined;
    }
  };
  const add = (node: Text) => {
    const lang = langOf(node);
    if (line === undefined || line.lang !== lang) {
      if (node.data.trim() === '') return;
      line = { text: '', lang, pieces: [] };
      lines.push(line);
    }
    line.pieces.push({ node, at: line.text.length });
    // A line break of the source is a space on the screen; a sentence ends at a sign.
    line.text += node.data.replace(/\n/g, ' ');
  };
  read(root);
  return lines;
}

const isInline = (node: Element) => getComputedStyle(node).display === 'inline';

function rangeOf({ pieces }: Line, start: number, end: number): Range {
  const range = document.createRange();
  for (const { node, at } of pieces) {
    if (start >= at && start <= at + node.length) range.setStart(node, start - at);
    if (end > at && end <= at + node.length) range.setEnd(node, end - at);
  }
  return range;
}
