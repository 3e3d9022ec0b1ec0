import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { digestNow, dropFromDigest } from '../../paths/request-budget.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** « Le résumé du mois »: what was asked beyond one's own number. A list, and no hurry. */
export function Digest() {
  const [fault, setFault] = useState<unknown>(null);
  const { ripe, waiting } = digestNow(Date.now());
  return (
    <main id="page">
      <Title>{say('digest.title')}</Title>
      <p class="lead">{say(ripe.length === 0 ? 'digest.none' : 'digest.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {ripe.map(({ id, kind, title, name, link, at }) => (
        <section class="card" key={id} aria-label={inLanguage(title)}>
          <h2>{inLanguage(title)}</h2>
          <p>
            {inLanguage(name)} <span class="soft small">{writeDay(at)}</span>
          </p>
          <p class="soft small">{say(link === null ? 'digest.again' : `digest.kind.${kind}`)}</p>
          {link !== null && (
            <a class="button" href={link} data-act="see-request">
              {say('digest.see')}
              <span class="unseen"> · {inLanguage(title)}</span>
            </a>
          )}
          <Button
            act="drop-from-digest"
            look="quiet"
            about={inLanguage(title)}
            onPress={() => dropFromDigest(id).catch(setFault)}
          >
            {say('digest.drop')}
          </Button>
        </section>
      ))}
      {waiting > 0 && <p class="pad soft">{sayCount('digest.waiting', waiting)}</p>}
      <a class="button gentle" href="/regles" data-act="rules">
        {say('digest.setting')}
      </a>
    </main>
  );
}
