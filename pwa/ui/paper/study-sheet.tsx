import { purposeOf } from '../../../policy/purpose.ts';
import type { Study } from '../../../policy/study.ts';
import { inLanguage, say } from '../../words/lookup.ts';
import { writeDate } from '../../words/write.ts';
import { Ask, Rows, Sheet, Signed, Ticks } from './sheet.tsx';

/** One box for the purpose, one for each thing that is asked: each is answered by itself (Data Governance Act, art. 25). */
export function StudySheet({
  study,
  record,
  askerName,
  saidAt,
}: {
  readonly study: Study;
  /** The manifest as signed. */
  readonly record: string;
  readonly askerName: string;
  /** When the resident said yes; `null` while it is a question. */
  readonly saidAt: string | null;
}) {
  return (
    <Sheet kind={saidAt === null ? 'study' : 'study-yes'} title={inLanguage(study.question)} record={record}>
      <Rows
        rows={[
          { term: say('request.who'), said: askerName },
          saidAt === null ? null : { term: say('sheet.study.said'), said: writeDate(saidAt) },
          {
            term: say(saidAt === null ? 'request.until' : 'study.until'),
            said: writeDate(study.window.closes),
            more: saidAt !== null && say('sheet.study.back'),
          },
          { term: say('study.back'), said: inLanguage(study.comesBack) },
        ]}
      />
      <section class="module">
        <Ask
          title={say('sheet.study.purpose', { what: inLanguage(purposeOf(study.purpose).label) })}
          said={saidAt === null ? [say('no'), say('yes')] : []}
        />
        <p>{inLanguage(study.area)}</p>
      </section>
      {study.dimensions.map((dimension) => (
        <section class="module" key={dimension.id}>
          <Ask
            title={say('sheet.study.field', { what: inLanguage(dimension.label) })}
            said={saidAt === null ? [say('no'), say('yes')] : []}
          />
          {saidAt === null && <Ticks said={dimension.classes.map(({ label }) => inLanguage(label))} />}
        </section>
      ))}
      {saidAt === null ? (
        <>
          <p>{say('sheet.study.nothing')}</p>
          <section class="module">
            <Signed name={false} />
          </section>
          <p>{say('sheet.study.how')}</p>
        </>
      ) : (
        <p>{say('sheet.study.own')}</p>
      )}
    </Sheet>
  );
}
