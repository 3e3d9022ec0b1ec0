import type { Declaration } from '../../../../policy/declaration.ts';
import { tell } from '../../../../policy/telling.ts';
import { Marked } from '../../../ui/before-after.tsx';
import { Fold } from '../../../ui/fold.tsx';
import { lineChange, type Piece, wordChange } from '../../../ui/word-change.ts';
import { language, say } from '../../../words/lookup.ts';

/** The whole text, generated from both versions, with what went and what came: word for word. */
export function TellingChange({ before, after }: { before: Declaration; after: Declaration }) {
  const lines = lineChange(tell(before, 'full', language.value), tell(after, 'full', language.value));
  return (
    <Fold act="fold-words" title={say('change.words')}>
      <p class="soft small">{say('change.words.lead')}</p>
      {paired(lines).map(({ key, pieces }) => (
        <p key={key}>
          <Marked pieces={pieces} />
        </p>
      ))}
    </Fold>
  );
}

interface Line {
  readonly key: string;
  readonly pieces: readonly Piece[];
}

/** A line that went and one that came in its place are one line with changed words. Lines in both are left out. */
function paired(lines: readonly Piece[]): Line[] {
  const found: Line[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [line, next] = [lines[at], lines[at + 1]];
    if (line === undefined || line.way === 'same') continue;
    const key = `${at} ${line.text}`;
    if (line.way === 'gone' && next?.way === 'new' && isAlike(line.text, next.text)) {
      found.push({ key, pieces: wordChange(line.text, next.text) });
      at += 1;
    } else found.push({ key, pieces: [line] });
  }
  return found;
}

/** Alike enough to be read as one sentence that was changed. */
function isAlike(before: string, after: string): boolean {
  const same = wordChange(before, after).filter(({ way }) => way === 'same');
  const kept = same.reduce((sum, { text }) => sum + text.length, 0);
  return kept * 2 > Math.min(before.length, after.length);
}
