import { inLanguage, say } from '../../words/lookup.ts';
import { cards, type Level, levelTitles } from '../content/cards.ts';
import { SheetHead } from './sheet-head.tsx';

export const FirstCards = () => <CardSheet level="first" />;
export const FurtherCards = () => <CardSheet level="further" />;

/** To cut along the lines: one idea, one thing to do. */
function CardSheet({ level }: { level: Level }) {
  return (
    <>
      <SheetHead title={inLanguage(levelTitles[level])} />
      <ol class="cards">
        {cards[level].map(({ title, text, act }) => (
          <li key={title.fr}>
            <h2>{inLanguage(title)}</h2>
            <p>{inLanguage(text)}</p>
            <p>
              <b>{say('workshop.sheet.to-do')}</b> {inLanguage(act)}
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}
