/**
 * May this party read this now? `policy/decide` at 10 000 grants, beside four engines that answer the same questions
 * over the same grants. Every answer of every engine, and of the naive second model, is compared before anything is
 * timed. What would slow the others for no fault of theirs is taken off them: a grant is looked up for them by the same
 * map, dates are reckoned and limits counted beforehand, and each is used in its compiled or cached form.
 */
import fc from 'fast-check';
import { decide, type Question } from '../../policy/decide.ts';
import type { Grant } from '../../policy/grant.ts';
import { foldHistory, type GrantEvent, type GrantState } from '../../policy/history.ts';
import { dayMs } from '../../policy/period.ts';
import { fairQuestion, history, question, startMs } from '../policy/histories.ts';
import { naiveDecide } from '../policy/naive-decide.ts';
import { aGrant, operatorId, someDigest, someId } from '../support/builders.ts';
import { countPerCoreSecond, printLine, printMachine, round } from '../support/measure.ts';
import { askCasbin } from './peers/casbin.ts';
import { askCasl } from './peers/casl.ts';
import { askCedar } from './peers/cedar.ts';
import { type Asked, type Engine, peerGrant } from './peers/engine.ts';
import { askJsonLogic } from './peers/json-logic.ts';

const grantCount = 10_000;
const questionsPerGrant = 4;
const parties = Array.from({ length: 40 }, (_, at) => someDigest(`party ${at}`));
const nowMs = startMs + 10 * dayMs;
const scope: Grant['scope'] = {
  purpose: 'aid',
  facts: (['commune', 'reference-income', 'bike-price', 'park-visits'] as const).map((key) => ({
    key,
    precision: 'exact',
  })),
  actions: ['read'],
};

/** Half of the grants are alive and in order, as in a city; the other half have had any random history. */
function makeHistories(): GrantEvent[][] {
  const wild = fc.sample(history, { numRuns: grantCount, seed: 20_261_121 });
  return wild.map((events, at) => {
    const own = {
      id: someId(`grant ${at}`),
      by: someDigest(`mailbox ${at}`),
      party: parties[at % 40] as string,
    };
    if (at % 2 === 1) {
      return events.map((event) =>
        event.kind === 'granted' ? { ...event, grant: { ...event.grant, ...own } } : event,
      );
    }
    const link = { seq: 1, record: own.id, position: 0, digest: someDigest(`record ${at}`) };
    const terms = { maxAgeMs: 90 * dayMs, maxUses: 0, windowMs: 31 * dayMs };
    return [
      { kind: 'granted', atMs: startMs, link, grant: aGrant({ ...own, scope }), terms, isWaiting: false },
      { kind: 'envelope', atMs: startMs, n: 1 },
    ];
  });
}

/** Three of four questions are what a party in good faith would ask. */
function makeQuestions(): Question[] {
  const count = grantCount * questionsPerGrant;
  const fair = fc.sample(fairQuestion, { numRuns: count, seed: 1 });
  const wild = fc.sample(question, { numRuns: count, seed: 2 });
  return Array.from({ length: count }, (_, at) => {
    const grant = at % grantCount;
    const drawn = (at % questionsPerGrant === 3 ? wild[at] : fair[at]) as Question;
    return {
      ...drawn,
      grantId: someId(`grant ${grant}`),
      party: drawn.party === operatorId ? operatorId : (parties[grant % 40] as string),
      ...(drawn.mailbox === undefined ? {} : { mailbox: someDigest(`mailbox ${grant}`) }),
    };
  });
}

const histories = makeHistories();
const states = new Map<string, GrantState>();
for (const events of histories) {
  const state = foldHistory(events);
  if (state !== undefined) states.set(state.grant, state);
}
const questions = makeQuestions();
const expected = questions.map(
  (asked, at) => naiveDecide(histories[at % grantCount] as GrantEvent[], asked, nowMs).allowed,
);
const yes = expected.filter(Boolean).length;

const rows = new Map([...states].map(([id, state]) => [id, peerGrant(state, nowMs)]));
const cases: Asked[] = questions.map((asked) => {
  const grant = rows.get(asked.grantId);
  if (grant === undefined) throw new Error(`no grant \`${asked.grantId}\``);
  return { ...asked, mailbox: asked.mailbox ?? grant.mailbox, facts: [...asked.facts] };
});

const engines: Record<string, Engine> = {
  'json-logic-engine': askJsonLogic(),
  '@casl/ability': askCasl(parties, nowMs),
  casbin: await askCasbin(),
  '@cedar-policy/cedar-wasm': askCedar(),
};

printMachine();
console.log(`${states.size} grants, ${questions.length} questions, ${yes} allowed`);

const oursDisagree = questions.filter(
  (asked, at) => decide(states.get(asked.grantId), asked, nowMs).allowed !== expected[at],
);
if (oursDisagree.length > 0)
  throw new Error(`decide differs from the naive model ${oursDisagree.length} times`);
for (const [name, ask] of Object.entries(engines)) {
  const wrong = cases.findIndex((asked, at) => ask(rows.get(asked.grantId), asked, nowMs) !== expected[at]);
  if (wrong >= 0) throw new Error(`${name} differs from the naive model, first on case ${wrong}`);
}
console.log('all engines and the naive model agree on every case');

/** Goes round the cases in portions, so that the slowest engine too looks at the clock in time. */
function timed(isAllowed: (at: number) => boolean, portion: number): number {
  let at = 0;
  return countPerCoreSecond(() => {
    for (let done = 0; done < portion; done += 1) {
      if (isAllowed(at) !== expected[at]) throw new Error('an answer changed');
      at = at + 1 === questions.length ? 0 : at + 1;
    }
    return portion;
  });
}

const ours = timed((at) => {
  const asked = questions[at] as Question;
  return decide(states.get(asked.grantId), asked, nowMs).allowed;
}, 2000);
const peers: Record<string, number> = {};
const ratio: Record<string, number> = {};
for (const [name, ask] of Object.entries(engines)) {
  const rate = timed((at) => {
    const asked = cases[at] as Asked;
    return ask(rows.get(asked.grantId), asked, nowMs);
  }, 100);
  peers[name] = Math.round(rate);
  ratio[name] = round(ours / rate);
}
printLine({ bench: 'decision', unit: 'decisions per core-second', ours: Math.round(ours), peers, ratio });
