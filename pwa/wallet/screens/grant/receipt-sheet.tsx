import { type FactKey, factPlace } from '../../../../policy/fact.ts';
import { factLabel } from '../../../ui/fact-text.ts';
import { Names, type Row, Rows, Sheet } from '../../../ui/paper/sheet.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDate, writeTime } from '../../../words/write.ts';
import type { Receivable, WrittenReceipt } from '../../paths/consent-receipt.ts';
import type { KeptAccess, KeptGrant } from '../../vault/kept/grant.ts';
import { accesses } from '../../vault/open.ts';
import { grantTitle, partyName } from './told.ts';

/** The agreement itself, one reading under it, or its end, on paper: names of data, never a value. */
export function ReceiptSheet({
  grant,
  thing,
  receipt: { code, record },
}: {
  grant: KeptGrant;
  thing: Receivable;
  receipt: WrittenReceipt;
}) {
  const isYes = thing.kind === 'grant';
  return (
    <Sheet
      kind={isYes ? 'grant' : thing.kind === 'use' ? 'use' : 'end'}
      title={say(isYes ? 'sheet.grant' : `receipts.${thing.kind}`)}
      record={record}
      place={
        code === null ? say('receipts.unplaced') : say('sheet.place', { place: code.split('#')[1] ?? '' })
      }
    >
      <Rows rows={rowsOf(grant, thing)} />
      {isYes && <p>{say('sheet.grant.how')}</p>}
    </Sheet>
  );
}

function rowsOf(grant: KeptGrant, thing: Receivable): (Row | null)[] {
  const name = partyName(grant.party);
  const why: Row = { term: say('request.why'), said: grantTitle(grant) };
  const when: Row = {
    term: say('sheet.when'),
    said: `${writeDate(thing.at)}, ${writeTime(thing.at)}`,
  };
  if (thing.kind === 'termination') return [{ term: say('sheet.end.who'), said: name }, why, when];
  if (thing.kind === 'use') {
    const access = accesses.value.find((entry) => entry.grant === grant.id && entry.seq === thing.seq);
    return [
      { term: say('sheet.use.who'), said: name },
      why,
      access ? { term: say('sheet.use.what'), said: <Names of={factsOf(access)} /> } : null,
      when,
    ];
  }
  return [
    { term: say('sheet.grant.to'), said: name },
    why,
    {
      term: say('sheet.grant.what'),
      said: <Names of={grant.scope.facts.map(({ key }) => factLabel(key))} />,
    },
    { term: say('sheet.grant.since'), said: writeDate(grant.recordedAt ?? grant.at) },
    {
      term: say('request.until'),
      said: grant.until === null ? say('request.period.once') : writeDate(grant.until),
    },
  ];
}

/** A record may name a fact that this build does not know: it is shown as it stands there. */
const factsOf = ({ facts }: KeptAccess): string[] =>
  facts.map((key) => (factPlace(key) < 0 ? key : factLabel(key as FactKey)));
