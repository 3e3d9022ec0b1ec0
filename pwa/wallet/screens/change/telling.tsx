import type { Declaration } from '../../../../policy/declaration.ts';
import { tell } from '../../../../policy/telling.ts';
import { Marked } from '../../../ui/before-after.tsx';
import { Fold } from '../../../ui/fold.tsx';
import { lineChange, type Piece, wordChange } from '../../../ui/word-change.ts';
import { say, written } from '../../../words/lookup.ts';

/** The whole text, generated from both versions, with what went and what came: word for word. */
export function TellingChange({ before, after }: { before: Declaration; after: Declaration }) {
  const lines = lineChange(tell(before, 'full', written()), tell(after, 'full', written()));
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

/** In a run of changes, a line that went and one alike that came are one line with changed words. */
function paired(lines: readonly Piece[]): Line[] {
  const found: Line[] = [];
  for (let at = 0; at < lines.length; ) {
    let end = at;
    while (end < lines.length && lines[end]?.way !== 'same') end += 1;
    const run = lines.slice(at, end);
    const came = run.filter(({ way }) => way === 'new');
    for (const line of run) {
      if (line.way === 'new') continue;
      const alike = came.findIndex(({ text }) => isAlike(line.text, text));
      const [next] = alike < 0 ? [] : came.splice(alike, 1);
      const pieces = next === undefined ? [line] : wordChange(line.text, next.text);
      found.push({ key: `${at} ${line.text}`, pieces });
    }
    for (const line of came) found.push({ key: `${at} + ${line.text}`, pieces: [line] });
    at = end + 1;
  }
  return found;
}

/** Alike enough to be read as one sentence that was changed. */
function isAlike(before: string, after: string): boolean {
  const same = wordChange(before, after).filter(({ way }) => way === 'same');
  const kept = same.reduce((sum, { text }) => sum + text.length, 0);
  return kept * 2 > Math.min(before.length, after.length);
}
