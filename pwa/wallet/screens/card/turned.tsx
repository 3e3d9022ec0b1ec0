import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { cardUsedAt, underOldCard } from '../../vault/open.ts';

/** The card was used, by whomever: a new one is ready, and what still goes by the old one is said. */
export function CardTurned({ hasLink }: { hasLink: boolean }) {
  const usedAt = cardUsedAt.value;
  const old = underOldCard.value.length;
  if (usedAt === null) return null;
  return (
    <>
      <Note tone="wait" icon="stop">
        <p>
          <b>{say('card.used', { day: writeDay(usedAt) })}</b>
        </p>
        <p>{say('card.used.so')}</p>
        {old > 0 && <p>{sayCount('card.old', old)}</p>}
      </Note>
      {hasLink && (
        <a class="button" href="/carte" data-act="new-stop-card">
          {say('card.used.see')}
        </a>
      )}
    </>
  );
}
