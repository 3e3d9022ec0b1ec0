import { useState } from 'preact/hooks';
import { cellCount } from '../../../../policy/study.ts';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Note } from '../../../ui/note.tsx';
import { PrintPart } from '../../../ui/paper/print-part.tsx';
import { StudySheet } from '../../../ui/paper/study-sheet.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import type { KeptContribution } from '../../vault/kept/study.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { CodeField } from './code.tsx';
import { StudyFolds } from './folds.tsx';
import { Operators } from './operators.tsx';
import { ownCellNow } from './own-cell.ts';
import { cellName, isOver, type ShownStudy, writeMoment } from './shown.ts';

/** After the yes, while the window is open: where it is, what it says, and one tap to take it back. */
export function Mine({ shown, kept }: { shown: ShownStudy; kept: KeptContribution }) {
  const [fault, setFault] = useState<unknown>(null);
  const { study } = shown;
  const canWithdraw =
    ['kept', 'waiting', 'sent'].includes(kept.state) ||
    (kept.state === 'refused' && kept.keySeed !== null && kept.token !== null);
  async function withdraw() {
    setFault(null);
    await (await import('../../paths/withdraw.ts')).withdraw(kept.study).catch(setFault);
  }
  return (
    <main id="page" data-study={shown.digest} data-state={kept.state}>
      <Title>{say(`study.state.${kept.state}`)}</Title>
      <p class="lead">{inLanguage(study.title)}</p>
      {fault !== null && <FaultNote error={fault} />}
      <State kept={kept} />
      {kept.state === 'kept' && <CodeField study={study} onFault={setFault} />}
      {(kept.state === 'withdrawing' || kept.state === 'withdrawn') && (
        <Confirmed shown={shown} kept={kept} onAgain={withdrawAgain} />
      )}
      {canWithdraw && (
        <section class="card said-list">
          <div class="said">
            <h2 class="term">{say('study.own')}</h2>
            <p class="told">{cellName(study, kept.cell)}</p>
            <p class="soft small">{say('study.own.here')}</p>
          </div>
          <Changed shown={shown} kept={kept} onFault={setFault} />
          <div class="said">
            <h2 class="term">{say('study.out')}</h2>
            <Operators study={study} />
          </div>
          <div class="said">
            <h2 class="term">{say('study.until')}</h2>
            <p class="told">{say('study.until.when', { when: writeMoment(study.window.closes) })}</p>
            <p class="soft small">{say('study.until.after')}</p>
          </div>
          <Button act="take-back" look="stop" about={inLanguage(study.title)} onPress={withdraw}>
            {say('study.take-back')}
          </Button>
        </section>
      )}
      <StudyFolds shown={shown} />
      <PrintPart act="study" label={say('sheet.study.print')}>
        {() => <StudySheet study={study} record={kept.text} askerName={shown.askerName} saidAt={kept.at} />}
      </PrintPart>
    </main>
  );

  async function withdrawAgain() {
    setFault(null);
    await (await import('../../paths/withdraw.ts')).sendWithdrawal(kept.study).catch(setFault);
  }
}

/** What happens now and next, as a way of three steps. */
function State({ kept }: { kept: KeptContribution }) {
  if (kept.state === 'refused')
    return (
      <Note tone="stop">
        <p>{say('study.refused')}</p>
        <p>{say('fault.code', { code: kept.refusal ?? '' })}</p>
      </Note>
    );
  const steps = [
    { word: 'study.step.yes', isDone: true },
    { word: 'study.step.token', isDone: kept.paidAt !== null },
    { word: 'study.step.sent', isDone: kept.sentAt !== null },
  ] as const;
  if (!['kept', 'waiting', 'sent'].includes(kept.state)) return null;
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <section class="card" aria-label={say('study.steps')}>
      <ol class="stack tight">
        {steps.map(({ word, isDone }, at) => (
          <li key={word} class={`ladder-line ${isDone ? 'done' : at === next ? '' : 'later'}`}>
            <span class="sign" aria-hidden="true">
              {isDone ? '●' : '○'}
            </span>
            <span>
              {at === next ? <b>{say(word)}</b> : say(word)}
              <span class="unseen"> · {say(isDone ? 'study.step.done' : 'study.step.later')}</span>
            </span>
          </li>
        ))}
      </ol>
      <p class="soft" data-said={kept.state}>
        {kept.state === 'waiting' && kept.leavesAt !== null && !isOver(kept.leavesAt, Date.now())
          ? say('study.state.waiting.lead', { when: writeMoment(kept.leavesAt) })
          : say(`study.state.${kept.state === 'waiting' ? 'due' : (kept.state as 'kept' | 'sent')}.lead`)}
      </p>
    </section>
  );
}

/** A fact was changed since the yes: what leaves is still what she saw then, unless she says otherwise here. */
function Changed({
  shown: { study },
  kept,
  onFault,
}: {
  shown: ShownStudy;
  kept: KeptContribution;
  onFault: (error: unknown) => void;
}) {
  const { cell } = ownCellNow(study);
  const isChangeable = kept.report === null && (kept.state === 'kept' || kept.state === 'waiting');
  if (!isChangeable || kept.isSilent || cell === kept.cell) return null;
  async function recount() {
    const path = await import('../../paths/contribute.ts');
    await path.recount(kept.study, { cell, isSilent: false }).catch(onFault);
  }
  return (
    <div class="stack">
      <Note tone="wait" icon="pen">
        <p>{say('study.changed')}</p>
        <p>{say('study.changed.now', { cell: cellName(study, cell) })}</p>
      </Note>
      <Button act="recount" look="gentle" onPress={recount}>
        {say(cell === cellCount(study.dimensions) ? 'study.changed.nothing' : 'study.changed.yes')}
      </Button>
    </div>
  );
}

/** Who has confirmed that it is out: each by its own signature, checked here. */
function Confirmed({
  shown: { study },
  kept,
  onAgain,
}: {
  shown: ShownStudy;
  kept: KeptContribution;
  onAgain: () => Promise<void>;
}) {
  const said = new Set(kept.withdrawal?.withdrawn.map(({ party }) => party));
  return (
    <section class="card">
      <ul class="list">
        {[study.leader, study.helper].map(({ party, name }) => (
          <li key={party} class="row" data-confirmed={said.has(party)}>
            <Icon name={said.has(party) ? 'check' : 'clock'} size={20} />
            <span class="grow">
              {say(said.has(party) ? 'study.confirmed' : 'study.unconfirmed', { name: inLanguage(name) })}
            </span>
          </li>
        ))}
      </ul>
      {kept.state === 'withdrawing' ? (
        <>
          <p class="soft small">{say('study.withdrawing.lead')}</p>
          <Button act="ask-again" look="gentle" onPress={onAgain}>
            {say('study.ask-again')}
          </Button>
        </>
      ) : (
        <p class="soft small">{say('study.withdrawn.paid')}</p>
      )}
    </section>
  );
}
