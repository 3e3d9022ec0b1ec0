import { useRef, useState } from 'preact/hooks';
import type { Fact, FactKey, FactValue } from '../../../../policy/fact.ts';
import { Button } from '../../../ui/button.tsx';
import { Choices } from '../../../ui/choices.tsx';
import { FactField } from '../../../ui/fact-field.tsx';
import { factLabel, writeFact, writeFigure } from '../../../ui/fact-text.ts';
import { Title } from '../../../ui/frame.tsx';
import { WordsField } from '../../../ui/words-field.tsx';
import { say, type Word, written } from '../../../words/lookup.ts';
import { type ContestTarget, contestTargets, mostWords, sentFacts } from '../../paths/contest-choice.ts';
import { go } from '../../router.ts';
import type { Figure, KeptCalculation } from '../../vault/kept/calculation.ts';
import { accesses, calculations } from '../../vault/open.ts';
import { partyName } from '../grant/told.ts';
import { findPlaces } from '../keep/places.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { stepsOf } from '../recompute/path-of.ts';
import { ContestAccess } from './contest-access.tsx';
import { Triage } from './triage.tsx';

/** From a result: what the phone found, what is wrong, and « Envoyer ». Never more than four taps. */
export function Contest({ id }: { id: string }) {
  const calculation = calculations.value.find((entry) => entry.digest === id);
  const access = accesses.value.find((entry) => entry.digest === id);
  if (access !== undefined) return <ContestAccess access={access} />;
  if (calculation === undefined)
    return (
      <main id="page">
        <Title>{say('result.none')}</Title>
        <p class="lead">{say('result.none.lead')}</p>
        <a class="button" href="/" data-act="home">
          {say('receipt.home')}
        </a>
      </main>
    );
  return <ContestForm calculation={calculation} />;
}

function ContestForm({ calculation }: { calculation: KeptCalculation }) {
  const targets = contestTargets(calculation);
  // Where the sums part there is nothing to find out: the proof says what is wrong.
  const [target, setTarget] = useState<ContestTarget | null>(targets[0] === 'result' ? 'result' : null);
  const [name, setName] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const [right, setRight] = useState<Right | null>(null);
  const [isPublic, setPublic] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const party = partyName(calculation.party);
  const isReady = target !== null && (name !== null || (target !== 'input' && target !== 'rule'));

  async function send() {
    if (target === null) return;
    setFault(null);
    try {
      const { contest, reasonOf, wouldGive } = await import('../../paths/contest.ts');
      // Worked out for what stands in the field now: what is on the screen may be of the digit before.
      const corrected =
        target === 'input' && right !== null
          ? { ...right, gives: await wouldGive(calculation.digest, right.key, right.value) }
          : null;
      const thread = await contest({
        calculation: calculation.digest,
        target,
        name,
        // Who writes nothing has said it all with the choice.
        words: words.trim() || say(`thread.reason.contest.${reasonOf(target, calculation)}` as Word),
        lang: written(),
        corrected,
        isPublic,
      });
      go(`/demande/${thread}`, { replace: true });
    } catch (error) {
      setFault(error);
    }
  }

  return (
    <>
      <main id="page">
        <Title>{say('contest.title')}</Title>
        <Triage calculation={calculation} />
        <Choices
          name="contest"
          title={say('contest.choose')}
          options={targets.map((value) => ({ value, said: say(`contest.target.${value}`) }))}
          chosen={target}
          onChoose={(chosen) => {
            setTarget(chosen);
            setName(null);
            setRight(null);
          }}
        />
        {target === 'input' && (
          <Inputs calculation={calculation} name={name} onName={setName} right={right} onRight={setRight} />
        )}
        {target === 'rule' && <Rules calculation={calculation} name={name} onName={setName} />}
        {target !== null && (
          <section class="card">
            <WordsField
              name="contest-words"
              label={say('contest.words')}
              value={words}
              most={mostWords}
              onInput={setWords}
            />
            {target === 'result' && (
              <label class="choice">
                <input
                  type="checkbox"
                  data-act="contest-public"
                  checked={isPublic}
                  onChange={(event) => setPublic(event.currentTarget.checked)}
                />
                <span class="grow stack tight">
                  <span>{say('contest.public')}</span>
                  <span class="soft small">{say('contest.public.why')}</span>
                </span>
              </label>
            )}
          </section>
        )}
        {fault !== null && <FaultNote error={fault} />}
      </main>
      <section class="thumb" aria-label={say('contest.send')}>
        <Button act="send-contest" look="full" off={!isReady} onPress={send}>
          {say('contest.send')}
        </Button>
        <p class="soft small centred">{say('contest.sealed', { name: party })}</p>
      </section>
    </>
  );
}

/** A fact as it should have been. */
interface Right {
  readonly key: FactKey;
  readonly value: FactValue;
}

function Inputs({
  calculation,
  name,
  onName,
  right,
  onRight,
}: {
  calculation: KeptCalculation;
  name: string | null;
  onName: (name: string) => void;
  right: Right | null;
  onRight: (right: Right | null) => void;
}) {
  const facts = sentFacts(calculation);
  const chosen = facts.find((fact) => fact.key === name);
  return (
    <>
      <Choices
        isNext
        name="contest-input"
        title={say('contest.input')}
        options={facts.map(({ key, value }) => ({
          value: key,
          said: (
            <>
              {factLabel(key)} : <b>{writeFact(key, value)}</b>
            </>
          ),
        }))}
        chosen={(chosen?.key ?? null) as FactKey | null}
        onChoose={(key) => {
          onName(key);
          onRight(null);
        }}
      />
      {chosen !== undefined && (
        <Rightly key={chosen.key} calculation={calculation} fact={chosen} right={right} onRight={onRight} />
      )}
    </>
  );
}

function Rightly({
  calculation,
  fact,
  right,
  onRight,
}: {
  calculation: KeptCalculation;
  fact: Fact;
  right: Right | null;
  onRight: (right: Right | null) => void;
}) {
  const [gives, setGives] = useState<Figure | null>(null);
  const round = useRef(0);
  async function take(value: FactValue) {
    onRight({ key: fact.key, value });
    round.current += 1;
    const mine = round.current;
    const { wouldGive } = await import('../../paths/contest.ts');
    const figures = await wouldGive(calculation.digest, fact.key, value).catch(() => []);
    // The finger types faster than the rules: only the newest value is told.
    if (mine === round.current) setGives(figures[0] ?? null);
  }
  return (
    <section class="card">
      <FactField
        name={fact.key}
        label={say('contest.right')}
        value={right?.value}
        onValue={take}
        onStanding={(standing) => standing !== 'value' && onRight(null)}
        findPlaces={findPlaces}
      />
      {right !== null && (
        <p class="row" role="status">
          <span class="grow">{say('contest.would')}</span>
          <b class="figure" data-would={gives === null ? '' : String(gives.value)}>
            {gives === null ? say('none') : writeFigure(gives.value, gives.unit)}
          </b>
        </p>
      )}
    </section>
  );
}

/** The path as the phone walked it, so that one points at a rule instead of describing it. */
function Rules({
  calculation,
  name,
  onName,
}: {
  calculation: KeptCalculation;
  name: string | null;
  onName: (name: string) => void;
}) {
  const ours = stepsOf(calculation.recomputation?.path);
  const steps = ours.length > 0 ? ours : stepsOf((calculation.content as { path?: unknown } | null)?.path);
  const looked = steps.filter((step) => step.state !== 'never-looked-at').slice(0, 12);
  return (
    <Choices
      isNext
      name="contest-rule"
      title={say('contest.rule')}
      options={looked.map((step) => ({ value: step.rule, said: step.title, lang: 'fr' }))}
      chosen={name}
      onChoose={onName}
    />
  );
}
