import { useRef, useState } from 'preact/hooks';
import { cellCount, type Study } from '../../../../policy/study.ts';
import { Button } from '../../../ui/button.tsx';
import { Seal } from '../../../ui/facing.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Note } from '../../../ui/note.tsx';
import { PrintPart } from '../../../ui/paper/print-part.tsx';
import { StudySheet } from '../../../ui/paper/study-sheet.tsx';
import { Reserve } from '../../../ui/reserve.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { enrolmentFor } from '../../paths/account.ts';
import { mayJoin, odometer, partsInAYear, partsOf } from '../../paths/budget.ts';
import type { KnownStudy } from '../../paths/study.ts';
import { go } from '../../router.ts';
import type { KeptContribution } from '../../vault/kept/study.ts';
import { lockState } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { GateDialog } from '../open/gate-dialog.tsx';
import { CodeField } from './code.tsx';
import { StudyFolds } from './folds.tsx';
import { FromFacts } from './from-facts.tsx';
import { Operators } from './operators.tsx';
import { ownCellNow } from './own-cell.ts';
import { type ShownStudy, writeMoment } from './shown.ts';

/** Why « Oui » is not there now. */
type Bar = 'announced' | 'counting' | 'not-admitted' | 'budget' | 'code' | null;

function barOf(known: KnownStudy, kept: KeptContribution | undefined): Bar {
  if (known.state === 'announced') return 'announced';
  if (known.state !== 'open') return 'counting';
  if (!known.isAdmitted) return 'not-admitted';
  if (!mayJoin(known.digest, known.study)) return 'budget';
  if (kept?.paidAt == null && enrolmentFor(known.study) === 'missing') return 'code';
  return null;
}

/** The question, and everything one may want to know before the yes or the no. */
export function Asked({
  shown,
  known,
  kept,
}: {
  shown: ShownStudy;
  known: KnownStudy;
  kept: KeptContribution | undefined;
}) {
  const { study } = shown;
  const [isSilent, setSilent] = useState(false);
  const [isGate, setGate] = useState(false);
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const typedHere = useRef(new Set<string>());
  const own = ownCellNow(study);
  const isOutside = own.cell === cellCount(study.dimensions);
  const bar = barOf(known, kept);

  async function yes() {
    setFault(null);
    if (lockState.value !== 'open') return setGate(true);
    return send();
  }

  async function send() {
    setSending(true);
    try {
      const { sayYesToStudy } = await import('../../paths/contribute.ts');
      await sayYesToStudy(known, { cell: ownCellNow(study).cell, isSilent });
    } catch (error) {
      setFault(error);
    } finally {
      setSending(false);
      setGate(false);
    }
  }

  async function no() {
    setFault(null);
    const { sayNoToStudy } = await import('../../paths/contribute.ts');
    await sayNoToStudy(known).catch(setFault);
  }

  return (
    <>
      <main id="page" data-study={shown.digest}>
        <Title>{inLanguage(study.question)}</Title>
        <p class="lead">{say('study.lead')}</p>
        {kept?.state === 'declined' && (
          <Note tone="calm" icon="check" announce>
            <p>{say('study.declined')}</p>
          </Note>
        )}
        {kept?.state === 'withdrawn' && (
          <Note tone="calm" icon="check">
            <p>{say('study.unsent')}</p>
          </Note>
        )}
        {(bar === null || bar === 'code') && <CodeField study={study} onFault={setFault} />}
        <section class="card said-list" aria-label={say('study.where')}>
          <div class="row">
            <Seal name={shown.askerName} />
            <div class="grow said">
              <h2 class="term">{say('request.who')}</h2>
              <p class="told">
                {shown.askerName}{' '}
                <span class="checked">
                  <Icon name="check" size={16} />
                  {say('request.known')}
                </span>
              </p>
            </div>
          </div>
          <div class="said">
            <h2 class="term">{say('study.from')}</h2>
            <FromFacts study={study} typedHere={typedHere.current} isSilent={isSilent} onFault={setFault} />
            <label class="choice">
              <input
                type="checkbox"
                data-act="rather-not"
                checked={isSilent}
                onChange={() => setSilent(!isSilent)}
              />
              <span>{say('study.silent')}</span>
            </label>
            {(isSilent || isOutside) && (
              <p class="soft small" role="status" data-said="nothing">
                {say(isSilent ? 'study.silent.why' : 'study.outside')}
              </p>
            )}
          </div>
          <div class="said">
            <h2 class="term">{say('study.out')}</h2>
            <p class="told">{say('study.out.what')}</p>
            <Operators study={study} />
            <p class="soft small">{say('study.out.two')}</p>
          </div>
          <Cost study={study} isPaid={kept?.paidAt != null} />
          <div class="said">
            <h2 class="term">{say('study.until')}</h2>
            <p class="told">{say('study.until.when', { when: writeMoment(study.window.closes) })}</p>
            <p class="soft small">{say('study.until.after')}</p>
          </div>
          <div class="said">
            <h2 class="term">{say('study.back')}</h2>
            <p class="told">{inLanguage(study.comesBack)}</p>
            <p class="soft small">{say('study.back.when', { when: writeMoment(study.releaseAt) })}</p>
          </div>
          <div class="said">
            <h2 class="term">{say('request.if-no')}</h2>
            <p>
              <b>{say('study.if-no')}</b> <span class="soft">{say('study.if-no.known')}</span>
            </p>
          </div>
        </section>
        <StudyFolds shown={shown} />
        <PrintPart act="study" label={say('sheet.study.print')}>
          {() => <StudySheet study={study} record={known.text} askerName={shown.askerName} saidAt={null} />}
        </PrintPart>
      </main>
      <div class="thumb" data-ready={bar === null || undefined}>
        {fault !== null && <FaultNote error={fault} />}
        {bar !== null && (
          <Note tone="wait" announce>
            <p>{say(`study.bar.${bar}`)}</p>
          </Note>
        )}
        <div class="twins">
          <Button act="no" off={isSending} onPress={no}>
            {say('no')}
          </Button>
          <Button act="yes" busy={isSending} off={bar !== null} onPress={yes}>
            {say('yes')}
          </Button>
        </div>
        <Button act="later" look="quiet" onPress={() => go('/etudes', { replace: true })}>
          {say('later')}
        </Button>
      </div>
      {isGate && <GateDialog onOpen={send} onClose={() => setGate(false)} />}
    </>
  );
}

function Cost({ study, isPaid }: { study: Study; isPaid: boolean }) {
  const parts = partsOf(study.costMillionths);
  const taken = partsOf(odometer().spentMillionths);
  const left = Math.max(0, partsInAYear - taken - (isPaid ? 0 : parts));
  return (
    <div class="said">
      <h2 class="term">{say('study.cost')}</h2>
      <p class="told">{isPaid ? say('study.cost.paid') : sayCount('study.cost', parts)}</p>
      <Reserve taken={taken} planned={isPaid ? 0 : parts} of={partsInAYear} />
      <p class="soft small">
        {sayCount('study.cost.left', left, { of: partsInAYear })}{' '}
        <a class="reach" href="/budget" data-act="budget">
          {say('budget.what')}
        </a>
      </p>
    </div>
  );
}
