import { say } from '../../words/lookup.ts';
import { writeDate } from '../../words/write.ts';
import { numberOf, Rows, Sheet, Signed, Ticks, Write } from './sheet.tsx';

/** What a person said to a party, and the part that the party fills in, cuts off and gives back. */
export function Slip({
  title,
  to,
  about,
  words,
  at,
  answerBy,
  record,
}: {
  readonly title: string;
  readonly to: string;
  readonly about: string;
  /** In the person's own words; `null` where they are sealed to the party alone. */
  readonly words: { readonly text: string; readonly lang: string } | null;
  readonly at: string;
  readonly answerBy: string | null;
  /** The signed opening. */
  readonly record: string;
}) {
  return (
    <Sheet
      kind="slip"
      title={title}
      record={record}
      tearOff={<TearOff name={to} number={numberOf(record)} />}
    >
      <Rows
        rows={[
          { term: say('sheet.slip.to'), said: to },
          { term: say('sheet.slip.about'), said: about },
          words && { term: say('sheet.slip.words'), said: <span lang={words.lang}>{words.text}</span> },
          { term: say('sheet.when'), said: writeDate(at) },
          answerBy === null ? null : { term: say('sheet.slip.before'), said: answerBy },
        ]}
      />
    </Sheet>
  );
}

function TearOff({ name, number }: { name: string; number: string | null }) {
  return (
    <section class="tear-off">
      <p class="soft small">{say('sheet.slip.tear')}</p>
      {number !== null && <h3>{say('sheet.slip.reply', { name, number })}</h3>}
      <Ticks said={[say('sheet.slip.yes'), say('sheet.slip.partly'), say('sheet.slip.no')]} />
      <Write label={say('sheet.slip.why')} lines={3} />
      <Signed name={false} />
      <p>{say('sheet.slip.next')}</p>
    </section>
  );
}

const reasons = ['facts', 'rule', 'result', 'look', 'person', 'other'] as const;

/** For whoever has no wallet, or does not want one here: all is written by hand. */
export const BlankSlip = () => (
  <Sheet kind="slip-blank" title={say('sheet.slip')} tearOff={<TearOff name="" number={null} />}>
    <Write label={say('sheet.name')} />
    <Write label={say('sheet.reach')} />
    <Write label={say('sheet.slip.to.whom')} />
    <section class="module">
      <h3>{say('sheet.slip.about')}</h3>
      <Ticks said={reasons.map((reason) => say(`sheet.slip.${reason}`))} />
      <Write label={say('sheet.slip.own')} lines={4} />
    </section>
    <Signed name={false} />
    <p>{say('sheet.slip.hand')}</p>
  </Sheet>
);
