import type { Declaration } from '../../../policy/declaration.ts';
import type { FactKey } from '../../../policy/fact.ts';
import { type Period, periodDays } from '../../../policy/period.ts';
import type { AuthorizationDetail } from '../../../policy/request.ts';
import { inLanguage, say, sayCount } from '../../words/lookup.ts';
import { writeEuros } from '../../words/write.ts';
import { factLabel } from '../fact-text.ts';
import { periodWord } from '../request-view.tsx';
import { Ask, type Row, Rows, Sheet, Signed, Ticks, Write } from './sheet.tsx';

interface RequestSheetProps {
  readonly partyName: string;
  readonly declaration: Declaration;
  /** What is asked now; `null` on a blank sheet, which asks for all that the declaration names. */
  readonly detail: AuthorizationDetail | null;
  /** The signed request; of a blank sheet the declaration, where it fits, else its address. */
  readonly record: string;
}

const everyPeriod: readonly Period[] = [{ once: true }, ...periodDays.map((days) => ({ days }))];

/** A request to think over at home or to fill in by hand: nothing of the person is printed on it. */
export function RequestSheet({ partyName, declaration, detail, record }: RequestSheetProps) {
  const asked: readonly { key: FactKey; necessity: string }[] = detail?.facts ?? declaration.inputs;
  const { refusal, contest } = declaration;
  const purposes =
    detail === null ? declaration.purposes : declaration.purposes.filter(({ id }) => id === detail.purpose);
  return (
    <Sheet kind={detail === null ? 'blank' : 'request'} title={inLanguage(declaration.title)} record={record}>
      <Rows
        rows={[
          { term: say('request.who'), said: partyName },
          {
            term: say('request.why'),
            said: purposes.map(({ id, text }) => <p key={id}>{inLanguage(text)}</p>),
          },
          ifNo(declaration, refusal.costDelta),
        ]}
      />
      <section class="module">
        <h3>{say('sheet.what')}</h3>
        {asked.map(({ key, necessity }) => (
          <Write
            key={key}
            label={
              necessity === 'required'
                ? say('sheet.fact', { what: factLabel(key) })
                : say('sheet.fact.optional', { what: factLabel(key) })
            }
          />
        ))}
      </section>
      <section class="module">
        <h3>{say('sheet.until')}</h3>
        <Ticks said={periodsOf(detail).map((period) => say(periodWord(period)))} />
      </section>
      <section class="module">
        <Ask title={say('sheet.answer')} said={[say('no'), say('yes')]} />
        <Signed />
      </section>
      <p>{say('sheet.request.how', { name: partyName })}</p>
      <p class="soft">{sayCount('sheet.request.contest', contest.withinDays)}</p>
    </Sheet>
  );
}

/** As many as the request allows; a blank sheet leaves them all open. */
function periodsOf(detail: AuthorizationDetail | null): readonly Period[] {
  if (detail === null) return everyPeriod;
  const { period } = detail;
  if ('once' in period) return [period];
  return everyPeriod.filter((entry) => 'once' in entry || entry.days <= period.days);
}

const ifNo = ({ refusal }: Declaration, cost: number): Row => ({
  term: say('request.if-no'),
  said:
    cost === 0 ? inLanguage(refusal.consequence) : say('request.if-no.cost', { amount: writeEuros(cost) }),
  more: inLanguage(refusal.alternative),
});
