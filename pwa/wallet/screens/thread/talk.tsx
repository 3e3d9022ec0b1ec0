import type { CorrectedCase } from '../../../../policy/thread/text.ts';
import { isAnswer, isByOpener, type Thread } from '../../../../policy/thread.ts';
import { writeFigure } from '../../../ui/fact-text.ts';
import { Icon } from '../../../ui/icon.tsx';
import { inLanguage, say, type Word } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { KeptThreadAct } from '../../vault/kept/thread.ts';
import { writeName, writeValue } from './shown.ts';

/** The newest answer beside what was asked: the party left, the person right, of equal width. */
export function Beside({
  answer,
  asked,
  name,
}: {
  answer: KeptThreadAct;
  asked: KeptThreadAct;
  name: string;
}) {
  return (
    <div class="beside">
      <div>
        <Said act={answer} name={name} />
      </div>
      <div class="mine">
        <Said act={asked} name={name} />
      </div>
    </div>
  );
}

/** All that was said, in its order. */
export function Talk({ acts, name }: { acts: readonly KeptThreadAct[]; name: string }) {
  return (
    <ol class="talk">
      {acts.map((act) => (
        <li key={act.digest} class={isByOpener(act.record) ? 'mine' : undefined} data-said={act.record.act}>
          <Said act={act} name={name} />
        </li>
      ))}
    </ol>
  );
}

function Said({ act, name }: { act: KeptThreadAct; name: string }) {
  const { record, words } = act;
  return (
    <>
      <p class="by">
        {isByOpener(record) ? say('thread.you') : name} · {writeDay(act.recordedAt ?? record.at)}
      </p>
      {inCodes(record, name).map((sentence) => (
        <p key={sentence}>
          <b>{sentence}</b>
        </p>
      ))}
      {words !== null && (
        <p class="said-words" lang={words.lang} data-words>
          {words.text}
        </p>
      )}
      {words !== null && words.place !== null && <p class="small">{words.place}</p>}
      {words !== null && words.corrected !== null && <Case corrected={words.corrected} />}
      {'sealedDigest' in record && words === null && (
        <p class="soft">{isByOpener(record) ? say('thread.closed.own', { name }) : say('thread.closed')}</p>
      )}
      {isAnswer(record) && record.nextStep !== 'none-needed' && (
        <p class="small">{say('thread.next', { step: say(`thread.step.${record.nextStep}` as Word) })}</p>
      )}
      {record.act === 'answer' && record.public !== null && (
        <p class="small">
          {say('thread.public')} {inLanguage(record.public.answer)}
        </p>
      )}
      <Proof act={act} />
    </>
  );
}

/** What the codes of a record say; what was written stands below it. */
function inCodes(record: Thread, name: string): string[] {
  switch (record.act) {
    case 'receive':
      return [say('thread.received')];
    case 'clarify':
      return [say(`thread.clarify.${record.reason}`)];
    case 'extend':
      return [say(`thread.extend.${record.reason}`), say('thread.extended', { day: writeDay(record.until) })];
    case 'answer':
    case 'paper':
      return [
        say(`thread.outcome.${record.outcome}`, { name }),
        say(`thread.why.${record.reason}` as Word),
        ...(record.act === 'paper' ? [say('thread.paper', { day: writeDay(record.sentOn) })] : []),
      ];
    case 'classify':
      return [say(record.outcome === 'settled' ? 'thread.settled' : 'thread.not-settled')];
    case 'withdraw':
      return [say('thread.withdrawn')];
    default:
      return [];
  }
}

function Case({ corrected }: { corrected: CorrectedCase }) {
  const rows = [
    ...corrected.inputs.map(({ key, value }) => [key, writeName(key), writeValue(key, value)] as const),
    ...corrected.results.slice(0, 1).map(({ key, value, ...more }) => {
      const unit = 'unit' in more && more.unit !== undefined ? more.unit : null;
      return [key, say('contest.would'), writeFigure(value, unit)] as const;
    }),
  ];
  return (
    <dl class="stack tight small">
      {rows.map(([key, label, value]) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd>
            <b>{value}</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Proof({ act }: { act: KeptThreadAct }) {
  if (act.recordedAt === null) return null;
  return (
    <p class={`small row tight-row ${act.receipt === null ? 'soft' : 'checked'}`}>
      {act.receipt !== null && <Icon name="check" size={15} />}
      <span>{say(act.receipt === null ? 'access.unproven' : 'access.proven')}</span>
    </p>
  );
}
