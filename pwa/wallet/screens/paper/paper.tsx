import { useEffect, useState } from 'preact/hooks';
import { instantMs, instantText } from '../../../../policy/instant.ts';
import { spokenLines } from '../../../../policy/mandate-text.ts';
import { dayMs, type PeriodDays } from '../../../../policy/period.ts';
import { Choices } from '../../../ui/choices.tsx';
import { DaysChoices } from '../../../ui/days-choices.tsx';
import { Title } from '../../../ui/frame.tsx';
import { MandateSheet } from '../../../ui/paper/mandate-sheet.tsx';
import { PrintChoice } from '../../../ui/paper/print-choice.tsx';
import { RequestSheet } from '../../../ui/paper/request-sheet.tsx';
import { BlankSlip } from '../../../ui/paper/slip.tsx';
import { Working } from '../../../ui/working.tsx';
import { inLanguage, say, written } from '../../../words/lookup.ts';
import type { PaperRequest } from '../../paths/paper.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** One sheet to print: the request that is on the screen, a blank one of a declaration, a slip to contest, a mandate. */
export function Paper({ id }: { id: string }) {
  if (id === 'contester')
    return (
      <main id="page">
        <Title>{say('paper.contest')}</Title>
        <p class="lead">{say('paper.contest.why')}</p>
        <BlankSlip />
        <PrintChoice act="print-paper" />
      </main>
    );
  if (id === 'mandat') return <BlankMandate />;
  return <Asked id={id} />;
}

/** For the counter: help for the one yes of this day, heard and signed by hand; in the terms in which the counter signs it. */
function BlankMandate() {
  const [days, setDays] = useState<PeriodDays>(365);
  const [reach, setReach] = useState<'see' | 'see-stop'>('see-stop');
  const at = instantText(Date.now());
  const acts = reach === 'see' ? (['see'] as const) : (['see', 'stop'] as const);
  const lines = spokenLines({ at, days, acts, helper: { kind: 'professional' }, paper: true }, written());
  return (
    <main id="page">
      <Title>{say('paper.mandate')}</Title>
      <p class="lead">{say('paper.mandate.lead')}</p>
      <Choices
        name="help-reach"
        title={say('mandate.what')}
        options={[
          { value: 'see-stop', said: `${say('mandate.say.see')} ${say('mandate.say.stop')}` },
          { value: 'see', said: say('mandate.say.see') },
        ]}
        chosen={reach}
        onChoose={setReach}
      />
      <DaysChoices days={days} onChoose={setDays} />
      <MandateSheet lines={lines} until={instantText(instantMs(at) + days * dayMs)} records={[]} />
      <PrintChoice act="print-paper" />
    </main>
  );
}

function Asked({ id }: { id: string }) {
  const isAsk = id === 'demande';
  const [paper, setPaper] = useState<PaperRequest | null | 'reading'>('reading');
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    import('../../paths/paper.ts')
      .then(({ paperOfAsk, readPaper }) => (isAsk ? paperOfAsk() : readPaper(id)))
      .then(setPaper)
      .catch(setFault);
  }, [id]);
  if (paper === null || fault !== null)
    return (
      <main id="page">
        <Title>{say('paper.lost')}</Title>
        {fault === null ? <p class="lead">{say('paper.lost.do')}</p> : <FaultNote error={fault} />}
        <a class="button" href="/papier" data-act="papers">
          {say('paper.title')}
        </a>
      </main>
    );
  return (
    <main id="page" aria-busy={paper === 'reading' || undefined}>
      <Title>{say('paper.title')}</Title>
      <p class="lead">{say(isAsk ? 'paper.think' : 'paper.request.lead')}</p>
      {paper === 'reading' ? (
        <Working what="request.reading" />
      ) : (
        <>
          <RequestSheet
            partyName={inLanguage(paper.party)}
            declaration={paper.declaration}
            detail={paper.detail}
            record={paper.record}
          />
          <PrintChoice act="print-paper" />
          {isAsk && (
            <a class="button gentle" href="/r" data-act="back-to-request">
              {say('paper.request.back')}
            </a>
          )}
        </>
      )}
    </main>
  );
}
