import { useEffect } from 'preact/hooks';
import { Fold } from '../../../ui/fold.tsx';
import { Title } from '../../../ui/frame.tsx';
import { MandateSheet } from '../../../ui/paper/mandate-sheet.tsx';
import { PrintPart } from '../../../ui/paper/print-part.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { helperStops, mandatesIn, untilOf } from '../../paths/help-standing.ts';
import { grants, helps, uses } from '../../vault/open.ts';
import { partyName, writeWhen } from '../grant/told.ts';
import { EndHelp, HelpState } from './end-help.tsx';
import { Lost } from './lost.tsx';

interface Deed {
  readonly at: string;
  readonly party: string;
  readonly what: 'looked' | 'stopped';
  readonly key: string;
}

/** One helper: what was allowed, in the words that were heard, and everything that was done under it. */
export function HelperScreen({ id }: { readonly id: string }) {
  const help = helps.value.find((one) => one.id === id);
  useEffect(() => {
    // What was done under it is asked for first, like the agreement on the screen.
    const [mailbox] = mandatesIn(id).map((kept) => kept.mailbox);
    const first = grants.value.find((kept) => kept.mailbox === mailbox);
    if (first !== undefined)
      void import('../../paths/look.ts').then(({ look }) => look(first.id)).catch(() => undefined);
  }, [id]);
  if (help === undefined) return <Lost />;
  const deeds = deedsOf(id);
  return (
    <main id="page">
      <Title>{help.nickname}</Title>
      <p class="lead">{say(`mandate.kind.${help.kind}`)}</p>
      <section class="card">
        <HelpState help={help} />
        <ul class="stack tight">
          {help.acts.map((act) => (
            <li key={act}>{say(`mandate.say.${act}`)}</li>
          ))}
        </ul>
        <EndHelp help={id} name={help.nickname} />
      </section>
      <section class="card" aria-labelledby="deeds">
        <h2 id="deeds">{say('mandate.history')}</h2>
        {deeds.length === 0 && <p class="soft">{say('mandate.history.none')}</p>}
        <ul class="list">
          {deeds.map(({ key, at, party, what }) => (
            <li class="stack tight" key={key} data-deed={what}>
              <p>{say(`mandate.${what}`, { name: partyName(party) })}</p>
              <p class="soft small">{what === 'looked' ? writeDay(at) : writeWhen(at)}</p>
            </li>
          ))}
        </ul>
      </section>
      <Fold title={say('mandate.heard')} act="heard">
        <div class="stack tight">
          {help.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      </Fold>
      <PrintPart act="mandate" label={say('sheet.mandate.print')}>
        {() => (
          <MandateSheet
            lines={help.lines}
            until={untilOf(help)}
            records={mandatesIn(id).map(({ text }) => text)}
          />
        )}
      </PrintPart>
    </main>
  );
}

/** Newest first; looks at one organisation on one day are one line. */
function deedsOf(help: string): Deed[] {
  const byId = new Map(mandatesIn(help).map((kept) => [kept.id, kept]));
  const looked = uses.value.flatMap(({ mandate, at }): Deed[] => {
    const party = byId.get(mandate ?? '')?.party;
    return party === undefined ? [] : [{ at, party, what: 'looked', key: `${at} ${party}` }];
  });
  const once = [...new Map(looked.map((deed) => [deed.key, deed])).values()];
  const stopped = helperStops()
    .filter(({ mandate }) => byId.has(mandate))
    .map(({ grant, at, party }): Deed => ({ at, party, what: 'stopped', key: grant }));
  return [...once, ...stopped].sort((left, right) => (left.at < right.at ? 1 : -1));
}
