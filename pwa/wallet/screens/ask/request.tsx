import { useEffect, useRef, useState } from 'preact/hooks';
import type { FactKey, FactValue } from '../../../../policy/fact.ts';
import { daysOf, type Period } from '../../../../policy/period.ts';
import type { View } from '../../../../policy/view.ts';
import { Button } from '../../../ui/button.tsx';
import { factLabel } from '../../../ui/fact-text.ts';
import type { Standing } from '../../../ui/field.ts';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { RequestView } from '../../../ui/request-view.tsx';
import { TellMore } from '../../../ui/simple.tsx';
import { inLanguage, isSimple, language, say, sayCount } from '../../../words/lookup.ts';
import { type Ask, askState, dropAsk } from '../../paths/ask.ts';
import type * as GrantPath from '../../paths/grant.ts';
import { offeredPeriods } from '../../paths/propose.ts';
import { go } from '../../router.ts';
import { isProvisional, lockState } from '../../vault/open.ts';
import { keepPath } from '../keep/keep-path.ts';
import { findPlaces, whereAmI } from '../keep/places.ts';
import { FaultNote } from '../open/fault-note.tsx';
import type { GateDialog } from '../open/gate-dialog.tsx';
import { refused, refusedBy } from './answered.tsx';
import { InFrontDialog } from './in-front.tsx';
import { hasRequestLimit, Over } from './over.tsx';
import { Since } from './since.tsx';
import { drawnFrom, isSame, longestWithin, missingFrom, type Narrowed, viewedFacts } from './viewed.ts';

type Step = 'reading' | 'in-front' | 'unlock' | 'gate' | 'sending';

/** The resident's narrowing, for this request only. */
interface Choice extends Narrowed {
  readonly period: Period | null;
  readonly isLeft: boolean;
}

export function AskRequest({ ask, isReady }: { ask: Ask; isReady: boolean }) {
  const [choice, setChoice] = useState<Choice>({
    included: {},
    coarser: {},
    period: null,
    isLeft: false,
  });
  const [step, setStep] = useState<Step>('reading');
  const [fault, setFault] = useState<unknown>(null);
  const [isMissingTold, tellMissing] = useState(false);
  // Facts typed here stay fields until the answer: an input must not vanish under the finger that types.
  const typedHere = useRef(new Set<FactKey>());
  const [standing, setStanding] = useState<Readonly<Partial<Record<FactKey, Standing>>>>({});
  const { grantPath, Gate } = useYes(isReady);
  const name = inLanguage(ask.party.name);
  const periods = offeredPeriods(ask);
  const period =
    periods.find((entry) => isSame(entry, choice.period)) ?? longestWithin(periods, ask.detail.period);
  const proposed = viewedFacts(ask, choice);
  const scope = proposed.filter(
    (fact) => fact.isIncluded && fact.shown !== null && standing[fact.key] !== 'nothing',
  );
  const given = {
    facts: scope.map(({ key, chosen }) => ({ key, precision: chosen })),
    period,
    lang: language.value,
    ...(isSimple.value ? { level: 'simple' as const } : {}),
    ...(choice.isLeft ? { experiment: 'left' as const } : {}),
  };
  // Displayed = signed = sent: as soon as a yes is possible, values are drawn from the view that it will sign.
  const view = viewIfWhole(grantPath, ask, given);
  const facts = proposed.map((fact) => drawnFrom(view, fact));
  const missing = missingFrom(facts, standing);
  const isLocked = lockState.value === 'locked';

  useEffect(() => {
    if (missing.length === 0) tellMissing(false);
  }, [missing.length]);

  async function typeFact(key: FactKey, value: FactValue) {
    typedHere.current.add(key);
    await correctFact(key, value);
  }

  async function correctFact(key: FactKey, value: FactValue) {
    await keepPath()
      .then(({ keepFact }) => keepFact({ key, value }))
      .catch(setFault);
  }

  function yes() {
    setFault(null);
    // What is kept is shown first; the yes comes after.
    if (isLocked) return setStep('unlock');
    if (missing.length > 0) {
      tellMissing(true);
      const field = document.querySelector<HTMLElement>(`[data-fact="${missing[0]?.key}"]`);
      field?.closest('details')?.setAttribute('open', '');
      field?.focus();
      return;
    }
    if (ask.isCrossDevice) setStep('in-front');
    else return keepOrSend();
  }

  function keepOrSend() {
    if (lockState.value === 'open') return send();
    setStep('gate');
  }

  async function send() {
    setStep('sending');
    try {
      const path = grantPath ?? (await import('../../paths/grant.ts'));
      const { grantId } = await path.sayYes(ask, given, view ?? path.viewOf(ask, given));
      go(`/recu/${grantId}`, { replace: true });
      dropAsk();
    } catch (error) {
      setFault(error);
      setStep('reading');
    }
  }

  async function no() {
    setFault(null);
    try {
      const { sayNo } = await import('../../paths/refuse.ts');
      refused.value = refusedBy(ask, await sayNo(ask));
    } catch (error) {
      setFault(error);
    }
  }

  function later() {
    dropAsk();
    go('/', { replace: true });
  }

  return (
    <>
      <main id="page">
        <Title>{sayCount('request.asks', facts.length, { name })}</Title>
        <p class="lead">{inLanguage(ask.declaration.title)}</p>
        {isLocked && (
          <div class="card">
            <p>{say('request.locked')}</p>
            <Button act="unlock" look="full" icon="key" onPress={() => setStep('unlock')}>
              {say('request.locked.open')}
            </Button>
          </div>
        )}
        <RequestView
          partyName={name}
          isChecked={isReady}
          declaration={ask.declaration}
          purpose={ask.detail.purpose}
          facts={facts}
          typedHere={typedHere.current}
          period={period}
          periods={periods}
          isProvisional={isProvisional.value && daysOf(ask.detail.period) > 31}
          nowMs={Date.now()}
          proof={<Proof ask={ask} />}
          isLocked={isLocked}
          acts={{
            typeFact,
            correctFact,
            noteStanding: (key, now) => setStanding((before) => ({ ...before, [key]: now })),
            findPlaces,
            whereAmI,
            includeFact: (key, isIncluded) =>
              setChoice({ ...choice, included: { ...choice.included, [key]: isIncluded } }),
            choosePrecision: (key, precision) =>
              setChoice({ ...choice, coarser: { ...choice.coarser, [key]: precision } }),
            choosePeriod: (chosen) => setChoice({ ...choice, period: chosen }),
            leaveExperiment: (isLeft) => setChoice({ ...choice, isLeft }),
          }}
          isLeft={choice.isLeft}
        >
          <Since ask={ask} />
          {ask.declaration.logic.rules !== undefined && (
            <a class="button gentle" href={`/essayer/${ask.declarationDigest}`} data-act="play">
              {say('request.play')}
            </a>
          )}
          {isReady && (
            <a class="button quiet" href="/papier/demande" data-act="paper-request">
              {say('request.print')}
            </a>
          )}
        </RequestView>
        <TellMore />
      </main>
      <div class="thumb" data-ready={isReady || undefined}>
        {fault !== null && <FaultNote error={fault} />}
        {isMissingTold && missing[0] && (
          <Note tone="wait" icon="pen" announce>
            <p>{sayCount('request.missing', missing.length, { what: factLabel(missing[0].key) })}</p>
          </Note>
        )}
        {isReady && hasRequestLimit() && <Over ask={ask} onKeep={later} />}
        <div class="twins">
          <Button act="no" off={step === 'sending'} onPress={no}>
            {say('no')}
          </Button>
          <Button act="yes" busy={step === 'sending'} off={!isReady} onPress={yes}>
            {say('yes')}
          </Button>
        </div>
        <Button act="later" look="quiet" onPress={later}>
          {say('later')}
        </Button>
        <p class="unseen" role="status">
          {step === 'sending' ? say('request.sending') : isReady ? '' : say('request.keys')}
        </p>
      </div>
      {step === 'in-front' && (
        <InFrontDialog
          name={name}
          onYes={keepOrSend}
          onClose={() => setStep((now) => (now === 'in-front' ? 'reading' : now))}
        />
      )}
      {Gate && (step === 'gate' || step === 'unlock') && (
        <Gate
          onOpen={step === 'unlock' ? () => setStep('reading') : send}
          onClose={() => setStep((now) => (now === 'sending' ? now : 'reading'))}
        />
      )}
    </>
  );
}

interface Yes {
  readonly grantPath: typeof GrantPath | null;
  readonly Gate: typeof GateDialog | null;
}

/** Comes when the request is checked: until then the line belongs to the keys' library. */
function useYes(isReady: boolean): Yes {
  const [yes, setYes] = useState<Yes>({ grantPath: null, Gate: null });
  useEffect(() => {
    if (!isReady) return;
    void import('../open/gate-dialog.tsx').then(({ GateDialog: Gate }) =>
      setYes((now) => ({ ...now, Gate })),
    );
    void import('../../paths/grant.ts').then((grantPath) => setYes((now) => ({ ...now, grantPath })));
  }, [isReady]);
  return yes;
}

/** None while something is missing: then there is nothing to sign yet. */
function viewIfWhole(path: typeof GrantPath | null, ask: Ask, given: GrantPath.Choice): View | null {
  try {
    return path?.viewOf(ask, given) ?? null;
  } catch {
    return null;
  }
}

function Proof({ ask }: { ask: Ask }) {
  if (askState.value.step !== 'ready') return <p class="soft">{say('request.keys')}</p>;
  const signed = [
    ['request.sign.party', ask.partyId],
    ['request.sign.declaration', ask.declarationDigest],
    ['request.sign.request', ask.requestDigest],
  ] as const;
  return (
    <dl class="stack small">
      {signed.map(([word, digest]) => (
        <div class="said" key={word}>
          <dt>{say(word)}</dt>
          <dd class="code soft">{digest}</dd>
        </div>
      ))}
    </dl>
  );
}
