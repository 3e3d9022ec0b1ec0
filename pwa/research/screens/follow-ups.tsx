import { useEffect, useState } from 'preact/hooks';
import { inLanguage, say } from '../../words/lookup.ts';
import { writeDate } from '../../words/write.ts';
import type { KnownStudy } from '../paths/study.ts';
import { type Checked, checkRecord } from '../paths/verify.ts';
import { useParty } from './asker.tsx';
import { Card } from './card.tsx';

/** What became of it, in the researchers' own words. */
export function FollowUps({ known }: { known: KnownStudy }) {
  const by = useParty(known.study.by);
  const [checked, setChecked] = useState<ReadonlyMap<string, Checked>>(new Map());
  useEffect(() => {
    if (!by) return;
    void Promise.all(
      known.followUps.map(
        async ({ said, split }) => [said.id, await checkRecord(split, by, said.at)] as const,
      ),
    ).then((all) => setChecked(new Map(all)));
  }, [by]);
  // A word that its key does not carry is nobody's word.
  const shown = known.followUps.filter(({ said }) => checked.get(said.id) !== 'fails');
  return (
    <Card title={say('research.after')} act="after">
      {shown.length === 0 ? (
        <p class="soft">{say('research.after.none')}</p>
      ) : (
        <ul class="list">
          {shown.map(({ said }) => (
            <li class="stack tight" key={said.id} data-follow-up>
              <span class="soft small">{writeDate(said.at)}</span>
              <p class="said-words">{inLanguage(said.text)}</p>
              {said.url !== undefined && (
                <a class="reach" href={said.url} rel="noreferrer">
                  {said.url}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
