import { useRef, useState } from 'preact/hooks';
import type { FactKey, FactValue } from '../../../../policy/fact.ts';
import { daysOf, type Period } from '../../../../policy/period.ts';
import { Button } from '../../../ui/button.tsx';
import { factLabel } from '../../../ui/fact-text.ts';
import type { Standing } from '../../../ui/field.ts';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { RequestView } from '../../../ui/request-view.tsx';
import type { ViewedFact } from '../../../ui/viewed.ts';
import { inLanguage, isSimple, language, say, sayCount } from '../../../words/lookup.ts';
import { enrolmentFor } from '../../paths/account.ts';
import { isOpen, type KnownCondition } from '../../paths/condition.ts';
import * as grantPath from '../../paths/grant.ts';
import { offeredPeriods } from '../../paths/propose.ts';
import { go } from '../../router.ts';
import type { KeptCondition } from '../../vault/kept/condition.ts';
import { isProvisional, lockState } from '../../vault/open.ts';
import { drawnFrom, longestWithin, missingFrom, viewedFacts } from '../ask/viewed.ts';
import { keepPath } from '../keep/keep-path.ts';
import { findPlaces, whereAmI } from '../keep/places.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { GateDialog } from '../open/gate-dialog.tsx';
import { Terms } from './terms.tsx';

/** Why « Oui » is not there now. */
type Bar = 'closed' | 'changed' | 'code' | null;

function barOf(known: KnownCondition): Bar {
  if (known.state === 'ended') return 'closed';
  if (!isOpen(known)) return 'changed';
  const { enrolment, at, end } = known.condition;
  return enrolmentFor({ enrolment, window: { opens: at, closes: end } }) === 'missing' ? 'code' : null;
}

/** The real values, as on every request; and that the yes counts only with others. */
export function Asked({ known, kept }: { known: KnownCondition; kept: KeptCondition | undefined }) {
  const [included, setIncluded] = useState<Readonly<Partial<Record<FactKey, boolean>>>>({});
  const [coarser, setCoarser] = useState<Readonly<Partial<Record<FactKey, string>>>>({});
  const [chosen, setPeriod] = useState<Period | null>(null);
  const [standing, setStanding] = useState<Readonly<Partial<Record<FactKey, Standing>>>>({});
  const [isLeft, setLeft] = useState(false);
  const [isMissingTold, tellMissing] = useState(false);
  const [isGate, setGate] = useState(false);
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const typedHere = useRef(new Set<FactKey>());
  const periods = offeredPeriods(known);
  const period = chosen ?? longestWithin(periods, known.detail.period);
  const proposed = viewedFacts(known, { included, coarser });
  const given: grantPath.Choice = {
    facts: proposed
      .filter(({ isIncluded, shown, key }) => isIncluded && shown !== null && standing[key] !== 'nothing')
      .map(({ key, chosen: precision }) => ({ key, precision })),
    period,
    lang: language.value,
    ...(isLeft ? { experiment: 'left' as const } : {}),
    ...(isSimple.value ? { level: 'simple' as const } : {}),
  };
  const view = viewIfWhole(known, given);
  const facts = proposed.map((fact) => drawnFrom(view, fact));
  // Where nothing at all would be said there is nothing to say yes to: to the first value that is not there.
  const missing =
    missingFrom(facts, standing)[0] ?? (view === null ? (facts.find(isEmpty) ?? facts[0]) : undefined);
  const bar = barOf(known);
  const isAgain = kept?.step === 'asking';
  const before = kept?.step === 'declined' || kept?.step === 'back' ? kept.step : null;

  // A value typed here is kept before it is sent, as on every request.
  async function typeFact(key: FactKey, value: FactValue) {
    typedHere.current.add(key);
    await keepPath()
      .then(({ keepFact }) => keepFact({ key, value }))
      .catch(setFault);
  }

  function yes() {
    setFault(null);
    tellMissing(missing !== undefined);
    if (missing !== undefined) {
      // Folded or not.
      const field = document.querySelector<HTMLElement>(`[data-fact="${missing.key}"]`);
      field?.closest('details')?.setAttribute('open', '');
      field?.focus();
      return;
    }
    if (lockState.value !== 'open') return setGate(true);
    return send();
  }

  async function send() {
    setSending(true);
    try {
      const shown = view ?? grantPath.viewOf(known, given);
      if (isAgain) {
        const { sayYesNow } = await import('../../paths/condition-go.ts');
        const { grantId } = await sayYesNow(known, given, shown);
        return go(`/accord/${grantId}`, { replace: true });
      }
      await (await import('../../paths/condition-yes.ts')).sayYesToCondition(known, given, shown);
    } catch (error) {
      setFault(error);
    } finally {
      setSending(false);
      setGate(false);
    }
  }

  async function no() {
    setFault(null);
    const path = await import('../../paths/condition-yes.ts');
    await (isAgain ? path.withdrawYes(known.digest) : path.sayNoToCondition(known)).catch(setFault);
  }

  return (
    <>
      <main id="page" data-condition={known.digest}>
        <Title>{sayCount('condition.if', known.condition.threshold)}</Title>
        <p class="lead">{inLanguage(known.declaration.title)}</p>
        {isAgain && <AskedAgain why={kept.why} />}
        {known.state === 'met' && !isAgain && (
          <p class="pad">
            <span class="chip yes">{say('condition.met')}</span>
          </p>
        )}
        <Terms condition={known.condition} />
        <RequestView
          partyName={inLanguage(known.party.name)}
          isChecked
          declaration={known.declaration}
          purpose={known.detail.purpose}
          facts={facts}
          typedHere={typedHere.current}
          period={period}
          periods={periods}
          isProvisional={isProvisional.value && daysOf(known.detail.period) > 31}
          nowMs={Date.now()}
          isLeft={isLeft}
          acts={{
            typeFact,
            correctFact: typeFact,
            noteStanding: (key, now) => setStanding((before) => ({ ...before, [key]: now })),
            findPlaces,
            whereAmI,
            includeFact: (key, isIncluded) => setIncluded({ ...included, [key]: isIncluded }),
            choosePrecision: (key, precision) => setCoarser({ ...coarser, [key]: precision }),
            choosePeriod: setPeriod,
            leaveExperiment: setLeft,
          }}
        />
      </main>
      <div class="thumb" data-ready={bar === null || undefined}>
        {fault !== null && <FaultNote error={fault} />}
        {isMissingTold && missing !== undefined && (
          <Note tone="wait" icon="pen" announce>
            <p>{sayCount('request.missing', 1, { what: factLabel(missing.key) })}</p>
          </Note>
        )}
        {before !== null && (
          <Note tone="calm" icon="check" announce>
            <p>{say(`condition.state.${before}`)}</p>
          </Note>
        )}
        {bar !== null && (
          <Note tone="wait" announce>
            <p>{say(`condition.${bar}`)}</p>
            {bar === 'code' && (
              <a class="reach" href="/etudes" data-act="studies">
                {say('condition.code.where')}
              </a>
            )}
          </Note>
        )}
        <div class="twins">
          <Button act="no" off={isSending || before !== null} onPress={no}>
            {say('no')}
          </Button>
          <Button act="yes" busy={isSending} off={bar !== null} onPress={yes}>
            {say('yes')}
          </Button>
        </div>
        <Button act="later" look="quiet" onPress={() => go('/ensemble', { replace: true })}>
          {say('later')}
        </Button>
      </div>
      {isGate && <GateDialog onOpen={send} onClose={() => setGate(false)} />}
    </>
  );
}

const isEmpty = ({ shown, isIncluded }: ViewedFact): boolean => isIncluded && shown === null;

function AskedAgain({ why }: { why: string | null }) {
  const word = why === 'declaration' || why === 'period' ? why : 'facts';
  return (
    <Note tone="wait" announce>
      <p>{say('condition.state.asking')}</p>
      <p>{say(`condition.asking.${word}`)}</p>
    </Note>
  );
}

/** None while something is missing: then there is nothing to say yes to. */
function viewIfWhole(known: KnownCondition, given: grantPath.Choice) {
  try {
    return grantPath.viewOf(known, given);
  } catch {
    return null;
  }
}
