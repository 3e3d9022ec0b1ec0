import { useEffect, useState } from 'preact/hooks';
import type { Declaration } from '../../../../policy/declaration.ts';
import { Facing } from '../../../ui/facing.tsx';
import { writeFigure } from '../../../ui/fact-text.ts';
import { Fold } from '../../../ui/fold.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import type { Asked } from '../../../ui/rule-fact.ts';
import { WhyPath } from '../../../ui/why-path.tsx';
import { hasWord, inLanguage, say, tell, type Word } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { KeptCalculation, KeptRecomputation } from '../../vault/kept/calculation.ts';
import { calculations, declarations } from '../../vault/open.ts';
import { mainFigure, partyName } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Arm } from './arm.tsx';
import { Cohort } from './cohort.tsx';
import { Human } from './human.tsx';
import { Inputs } from './inputs.tsx';
import { partingRule, stepsOf } from './path-of.ts';

/** The city's figure and the phone's, face to face; then why. */
export function Result({ id }: { id: string }) {
  const calculation = calculations.value.find((entry) => entry.digest === id);
  const [fault, setFault] = useState<unknown>(null);
  const declaration = useDeclaration(calculation);
  const asked = declaration?.inputs ?? [];
  const isOpen = calculation !== undefined && calculation.openFault === null;
  const isDone = calculation?.recomputation !== undefined && calculation.recomputation !== null;
  useEffect(() => {
    if (isOpen && !isDone)
      import('../../paths/recompute.ts').then(({ recompute }) => recompute(id)).catch(setFault);
  }, [id, isOpen, isDone]);
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
  const title = declarations.value.get(calculation.declaration)?.title;
  const reference = calculation.content?.reference;
  return (
    <main id="page">
      <Title>{title ? inLanguage(title) : say('result.title')}</Title>
      <p class="soft pad">
        {writeDay(calculation.at)}
        {reference !== undefined && (
          <span data-reference>
            {' · '}
            {say('result.reference')} {reference}
          </span>
        )}
      </p>
      {fault !== null && <FaultNote error={fault} />}
      <Sides calculation={calculation} />
      <Verdict calculation={calculation} isWorking={fault === null && !isDone && isOpen} />
      <Why calculation={calculation} asked={asked} />
      {calculation.rulesHash !== null && (
        <a class="button gentle" href={`/essayer/${calculation.digest}`} data-act="play">
          {say('result.play')}
        </a>
      )}
      <About calculation={calculation} declaration={declaration} />
      <div class="twins">
        <a class="button" href={`/acces/${calculation.grant}`} data-act="looks">
          {say('access.title')}
        </a>
        <a class="button" href={`/contester/${calculation.digest}`} data-act="contest">
          {say('result.contest')}
        </a>
      </div>
      <p class="soft small pad">
        {calculation.contestUntil === null
          ? say('result.contest.any')
          : say('result.contest.until', { day: writeDay(calculation.contestUntil) })}
      </p>
      <Details calculation={calculation} asked={asked} />
    </main>
  );
}

function Sides({ calculation }: { calculation: KeptCalculation }) {
  const again = calculation.recomputation;
  const first = again?.ours[0];
  const ours = first === undefined ? null : writeFigure(first.value, first.unit);
  const between = again?.verdict === 'same' ? 'same' : again?.verdict === 'different' ? 'differs' : 'open';
  return (
    <div data-verdict={again?.verdict ?? 'working'}>
      <Facing
        party={{
          label: say('result.theirs', { name: partyName(calculation.party) }),
          figure: mainFigure(calculation) ?? say('none'),
        }}
        resident={{
          label: say(
            again?.verdict === 'different'
              ? 'result.ours.differs'
              : again?.verdict === 'impossible'
                ? 'result.ours.none'
                : again === null
                  ? 'result.ours.working'
                  : 'result.ours',
          ),
          figure: ours ?? '…',
        }}
        between={between}
      />
    </div>
  );
}

function Verdict({ calculation, isWorking }: { calculation: KeptCalculation; isWorking: boolean }) {
  const again = calculation.recomputation;
  if (again === null)
    return isWorking ? (
      <div class="stack" role="status">
        <p class="soft">{say('result.working')}</p>
        <div class="bar">
          <i />
        </div>
      </div>
    ) : calculation.openFault !== null ? (
      <Impossible why={calculation.openFault} />
    ) : null;
  if (again.verdict === 'same')
    return (
      <Note tone="yes" announce>
        <p>{say('result.same')}</p>
      </Note>
    );
  if (again.verdict === 'impossible') return <Impossible why={again.why} />;
  const parts = partingRule(stepsOf(again.path), stepsOf(calculation.content?.path));
  return (
    <Note tone="stop" announce>
      <p>{say('result.different')}</p>
      {again.why !== null && (
        <p>{hasWord(`result.not.${again.why}`) && say(`result.not.${again.why}` as Word)}</p>
      )}
      {parts !== null && <p>{tell('result.different.at', { rule: <span lang="fr">{parts.title}</span> })}</p>}
      <p>{say('result.different.so')}</p>
    </Note>
  );
}

function Impossible({ why }: { why: string | null }) {
  const word = `result.not.${why}`;
  return (
    <Note tone="wait" icon="warn" announce>
      <p>{say('result.impossible')}</p>
      {why !== null && <p>{hasWord(word) ? say(word as Word) : say('fault.code', { code: why })}</p>}
    </Note>
  );
}

function useDeclaration(calculation: KeptCalculation | undefined): Declaration | null {
  const [declaration, setDeclaration] = useState<Declaration | null>(null);
  useEffect(() => {
    if (calculation === undefined) return;
    import('../../paths/recompute.ts')
      .then(({ declarationOf }) => setDeclaration(declarationOf(calculation)))
      .catch(() => setDeclaration(null));
  }, [calculation?.declaration]);
  return declaration;
}

/** What the record says beside the figure: to whom one was compared, who took part, in which trial. */
function About({
  calculation,
  declaration,
}: {
  calculation: KeptCalculation;
  declaration: Declaration | null;
}) {
  const { content } = calculation;
  if (content === null) return null;
  return (
    <>
      <Cohort cohort={content.cohort} />
      <Human human={content.human} declared={declaration?.human ?? null} />
      <Arm calculation={calculation} declaration={declaration} />
    </>
  );
}

function Why({ calculation, asked }: { calculation: KeptCalculation; asked: Asked }) {
  const again: KeptRecomputation | null = calculation.recomputation;
  const ours = stepsOf(again?.path);
  return (
    <section class="card">
      <h2>{say('result.why', { value: mainFigure(calculation) ?? '' })}</h2>
      {ours.length > 0 ? (
        <WhyPath steps={ours} totals={again?.totals ?? null} assumed={again?.assumed ?? []} asked={asked} />
      ) : (
        <WhyPath steps={stepsOf(calculation.content?.path)} totals={null} asked={asked} />
      )}
    </section>
  );
}

function Details({ calculation, asked }: { calculation: KeptCalculation; asked: Asked }) {
  return (
    <div class="folds">
      <Fold act="fold-inputs" title={say('result.with')}>
        <Inputs calculation={calculation} asked={asked} />
      </Fold>
      <Fold act="fold-engine" title={say('result.rules')}>
        <p class="small">
          {say('result.engine')} : {calculation.engine}
        </p>
        {calculation.rulesHash !== null && <p class="code soft small">{calculation.rulesHash}</p>}
      </Fold>
    </div>
  );
}
