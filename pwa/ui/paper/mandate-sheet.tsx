import { say } from '../../words/lookup.ts';
import { writeDate } from '../../words/write.ts';
import { Rows, Sheet, Signed } from './sheet.tsx';

/** Help that was given or is to be given, in the very sentences that are read aloud before the name is set under them. */
export function MandateSheet({
  lines,
  until,
  records,
}: {
  /** In the first person (`policy/mandate-text.ts`). */
  readonly lines: readonly string[];
  readonly until: string;
  /** One signed mandate for each agreement that it covers; none on a sheet that is signed by hand. */
  readonly records: readonly string[];
}) {
  const isToSign = records.length === 0;
  return (
    <Sheet
      kind={isToSign ? 'mandate-blank' : 'mandate'}
      title={say('sheet.mandate')}
      record={isToSign ? null : records}
    >
      <Rows rows={[{ term: say('request.until'), said: writeDate(until) }]} />
      <section class="module">
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </section>
      {isToSign && (
        <section class="module">
          <p>{say('sheet.mandate.heard')}</p>
          <Signed />
        </section>
      )}
      <p>{say('sheet.mandate.end')}</p>
    </Sheet>
  );
}
