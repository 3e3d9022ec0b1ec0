import { say } from '../words/lookup.ts';
import { type Piece, wordChange } from './word-change.ts';

/** Two texts of one party beside each other. What went is crossed out, what came is underlined: never by colour alone. */
export function BeforeAfter({ before, after }: { before: string; after: string }) {
  const pieces = wordChange(before, after);
  const shows = (way: Piece['way']) => pieces.filter((piece) => piece.way === 'same' || piece.way === way);
  // Where hardly a word is left of the other text, marks would only be in the way.
  const isOther = !pieces.some(({ way }) => way === 'same');
  return (
    <div class={`before-after${Math.max(before.length, after.length) > 60 ? ' long' : ''}`}>
      <div class="side">
        <span class="label">{say('change.before')}</span>
        <p>{isOther ? before : <Marked pieces={shows('gone')} />}</p>
      </div>
      <div class="side">
        <span class="label">{say('change.after')}</span>
        <p>{isOther ? <b>{after}</b> : <Marked pieces={shows('new')} />}</p>
      </div>
    </div>
  );
}

export function Marked({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map(({ text, way }, at) => {
        const key = `${at} ${way}`;
        // The space after a word belongs to no mark.
        const word = text.trimEnd();
        return (
          <span key={key}>
            {way === 'gone' ? <del>{word}</del> : way === 'new' ? <ins>{word}</ins> : word}{' '}
          </span>
        );
      })}
    </>
  );
}
