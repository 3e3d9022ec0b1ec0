import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordDigest } from '../../../crypto/hash.ts';
import { procedureOf } from '../../../policy/thread/procedure.ts';
import { standing } from '../../../policy/thread/standing.ts';
import type { ThreadText } from '../../../policy/thread/text.ts';
import { type ContestChoice, contest, contestAccess, wouldGive } from '../../../pwa/wallet/paths/contest.ts';
import { contestTargets } from '../../../pwa/wallet/paths/contest-choice.ts';
import { look, lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import {
  askDeletion,
  claimRight,
  goOn,
  readOpenThreads,
  readThread,
  sendThreads,
} from '../../../pwa/wallet/paths/my-thread.ts';
import { recompute } from '../../../pwa/wallet/paths/recompute.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import type { KeptThread } from '../../../pwa/wallet/vault/kept/thread.ts';
import { accesses, alarms, calculations, grants, threads } from '../../../pwa/wallet/vault/open.ts';
import { type Calculator, engineName, openCalculator } from '../../../relay/kit/calculate.ts';
import type { Computed, PublishedRules } from '../../../relay/kit/client.ts';
import type { PartyThread } from '../../../relay/kit/thread.ts';
import {
  admittedCity,
  declarationBody,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

const compiled = JSON.stringify({
  revenu: { titre: 'Revenu fiscal', question: 'Votre revenu ?', unité: '€/an', 'par défaut': '20000 €/an' },
  aide: {
    titre: 'Aide',
    unité: '€',
    variations: [{ si: 'revenu <= 15000 €/an', alors: '300 €' }, { sinon: '100 €' }],
  },
});
const limit = 15_000;
const cases = [limit, limit + 0.01].map((value) => ({
  name: `an income of ${value}`,
  inputs: { revenu: { value, unit: '€/an' } },
  expects: [{ key: 'aide', value: value > limit ? 10_000 : 30_000, unit: 'cent' }],
  isBoundary: true,
}));

let relay: TestHouse;
let city: TestCity;
let published: PublishedRules;
let calculator: Calculator;
let around: TestAround;
const inputs = () =>
  declarationBody().inputs.map(({ ruleInput: _, ...input }) =>
    input.key === 'reference-income' ? { ...input, ruleInput: 'revenu' } : input,
  );

const outputs = () => declarationBody().outputs.map((output) => ({ ...output, key: 'aide' }));

beforeAll(async () => {
  relay = await openTestHouse();
  const admitted = await admittedCity(relay);
  published = await admitted.client.publishRules(compiled, cases);
  calculator = openCalculator(compiled);
  const logic = {
    kind: 'rules',
    rules: { lang: 'publicodes', change: null, ...published, entryPoints: ['aide'] },
    parameters: [],
  } as const;
  const { digest } = await admitted.client.declare(
    declarationBody({ logic, inputs: inputs(), outputs: outputs() }),
  );
  city = { ...admitted, declaration: digest };
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

/** A result in the vault, computed again; `change` is what the city deposits in place of what it computed. */
async function calculated(change: (computed: Computed) => Computed = (of) => of): Promise<string> {
  const { code, scanned, grantId } = await liveGrant(relay, city, around);
  const { grant } = await city.client.redeemCode(code, scanned);
  const reading = await city.client.readEnvelope(grant);
  if (!reading.decision) throw new Error('expected a yes');
  const { facts } = reading.content;
  const result = calculator.calculate(inputs(), facts, ['aide'], () => undefined);
  const computed = { ...result, facts, cohort: null, human: { involved: false, role: null } };
  const where = 'https://ville.example/contester';
  await city.client.depositCalculation(
    reading,
    { rulesHash: published.hash, engine: engineName, contest: { where } },
    change(computed),
  );
  await lookAtGrant(grantId, around);
  const digest = calculations.value[0]?.digest ?? '';
  await recompute(digest, around);
  return digest;
}

const wrong = (computed: Computed): Computed => ({
  ...computed,
  results: computed.results.map((result) => ({ ...result, value: 9_999 })),
});

const choice = (calculation: string, changes: Partial<ContestChoice> = {}): ContestChoice => ({
  calculation,
  target: 'input',
  name: 'reference-income',
  words: 'Mon revenu a baissé.',
  lang: 'fr',
  corrected: null,
  isPublic: false,
  ...changes,
});

const said = (text: string): ThreadText => ({
  v: 1,
  lang: 'fr',
  text,
  corrected: null,
  evidence: [],
  place: null,
  contact: null,
});

async function ofParty(id: string): Promise<PartyThread> {
  const found = (await city.client.threads('all')).find(({ opening }) => opening.id === id);
  if (found === undefined) throw new Error('expected the thread at the party');
  return found;
}
const textOf = ({ texts, opening }: PartyThread): ThreadText | null => texts.get(opening.id) ?? null;
const keptThread = (id: string): KeptThread => threads.value.find((kept) => kept.id === id) as KeptThread;
const actsOf = (id: string): string[] => keptThread(id).acts.map(({ record }) => record.act);

const no = { outcome: 'rejected', reason: 'fact-confirmed', nextStep: 'human-review', public: null } as const;

describe('triage on the phone', () => {
  it('leaves data, rules and people to contest where the sums are equal', async () => {
    await calculated();
    const [calculation] = calculations.value;
    expect(calculation?.recomputation?.verdict).toBe('same');
    expect(calculation && contestTargets(calculation)).toEqual(['input', 'rule', 'human', 'exclusion']);
  });

  it('puts the result first where the sums part', async () => {
    await calculated(wrong);
    const [calculation] = calculations.value;
    expect(calculation && contestTargets(calculation)[0]).toBe('result');
  });
});

describe('a contest', () => {
  it('reaches the party with the corrected case, and the relay reads none of it', async () => {
    const digest = await calculated();
    const gives = await wouldGive(digest, 'reference-income', 12_000, around);
    expect(gives).toEqual([{ key: 'aide', value: 30_000, unit: 'cent' }]);
    const id = await contest(
      choice(digest, { corrected: { key: 'reference-income', value: 12_000, gives } }),
      around,
    );
    const found = await ofParty(id);
    expect(found.opening).toMatchObject({
      kind: 'contest',
      reason: 'fact-wrong',
      declaration: city.declaration,
      grant: grants.value[0]?.id,
      target: { what: 'input', digest, name: 'reference-income' },
    });
    expect(textOf(found)).toMatchObject({
      text: 'Mon revenu a baissé.',
      corrected: {
        inputs: [{ key: 'reference-income', value: 12_000 }],
        results: [{ key: 'aide', value: 30_000, unit: 'cent' }],
      },
    });
    const [evidence = ''] = textOf(found)?.evidence ?? [];
    expect(recordDigest(evidence)).toBe(digest);
    const sent = around.calls.filter(({ path }) => path === '/thread').map(({ body }) => body);
    expect(sent.join()).not.toMatch(/baissé|12000/);
    expect(keptThread(id).acts[0]?.receipt).not.toBeNull();
  });

  it('names a rule in the clear only if the declaration has it; any other name is sealed with the words', async () => {
    const digest = await calculated();
    const declared = await ofParty(await contest(choice(digest, { target: 'rule', name: 'aide' }), around));
    expect(declared.opening.target.name).toBe('aide');
    const inner = await ofParty(
      await contest(choice(digest, { target: 'rule', name: 'revenu . seuil' }), around),
    );
    expect(inner.opening.target.name).toBeNull();
    expect(textOf(inner)?.text).toBe('revenu . seuil\nMon revenu a baissé.');
  });

  it('of a wrong result carries what the phone found, and is counted in public only if the resident says so', async () => {
    const digest = await calculated(wrong);
    const alone = choice(digest, { target: 'result', name: null });
    const first = await ofParty(await contest(alone, around));
    expect(first.opening.reason).toBe('result-differs');
    expect(textOf(first)?.corrected?.results).toEqual([{ key: 'aide', value: 10_000, unit: 'cent' }]);
    expect(JSON.parse(textOf(first)?.evidence[1] ?? '')).toMatchObject({
      ours: [{ value: 10_000 }],
      theirs: [{ value: 9_999 }],
    });
    const reports = async () =>
      (await city.client.threads('all')).filter(
        ({ opening }) => opening.kind === 'report' && opening.target.digest === digest,
      );
    expect(await reports()).toHaveLength(0);
    await contest({ ...alone, isPublic: true }, around);
    expect((await reports()).map(({ opening }) => opening.reason)).toEqual(['result-differs']);
  });

  it('shows its answer after an ordinary look, asked for under no other key than its mailbox', async () => {
    const id = await contest(choice(await calculated()), around);
    await city.client.answerThread(await ofParty(id), { ...no, text: said('Nous gardons 14 200 €.') });
    around.pauses.length = 0;
    around.calls.length = 0;
    expect(await look(undefined, around)).toBe(true);
    expect(actsOf(id)).toEqual(['open', 'answer']);
    expect(keptThread(id).opening.by).toBe(grants.value[0]?.mailbox);
    expect(around.calls.filter(({ path }) => path === '/mailbox')).toHaveLength(1);
    for (const ms of around.pauses) expect(ms).toBeLessThan(30_000);
  });

  it('is answered, shown with its proof, and classified by the resident alone', async () => {
    const id = await contest(choice(await calculated()), around);
    await city.client.answerThread(await ofParty(id), { ...no, text: said('Nous gardons 14 200 €.') });
    await readThread(id, around);
    expect(actsOf(id)).toEqual(['open', 'answer']);
    expect(keptThread(id).acts[1]).toMatchObject({
      words: { text: 'Nous gardons 14 200 €.' },
      receipt: { digest: keptThread(id).acts[1]?.digest },
    });
    await goOn(id, { act: 'classify', outcome: 'not-settled' }, around);
    await goOn(id, { act: 'reply', words: said('Voici la preuve.') }, around);
    const found = await ofParty(id);
    expect(found.members.map(({ record }) => record.act)).toEqual(['open', 'answer', 'classify', 'reply']);
    expect(found.texts.get(found.members[3]?.record.id ?? '')?.text).toBe('Voici la preuve.');
  });

  it('is overdue after a month of silence, and the ways on are open', async () => {
    const id = await contest(choice(await calculated()), around);
    const { opening, acts } = keptThread(id);
    const members = acts.map(({ record, recordedAt }) => ({ record, atMs: Date.parse(recordedAt ?? '') }));
    const at = (days: number) =>
      standing(members, procedureOf(opening, { role: 'city' }), around.now() + days * 86_400_000);
    expect(at(27)).toMatchObject({ state: 'asked', isOverdue: false, awaits: 'party' });
    expect(at(36)).toMatchObject({ isOverdue: true });
    expect(
      at(36)
        .nextSteps.filter(({ isOpen }) => isOpen)
        .map(({ code }) => code),
    ).toContain('cnil');
  });
});

describe('a thread without network', () => {
  it('is signed and kept, and leaves when the network is back', async () => {
    const digest = await calculated();
    around.isOffline = true;
    const id = await contest(choice(digest), around);
    expect(keptThread(id).acts[0]?.recordedAt).toBeNull();
    around.isOffline = false;
    await sendThreads(around);
    expect(keptThread(id).acts[0]).toMatchObject({ sealed: null, recordedAt: expect.any(String) });
    expect((await ofParty(id)).opening.reason).toBe('fact-wrong');
  });

  it('is not sent twice when only the answer was lost', async () => {
    const digest = await calculated();
    around.meddle = async (path, next) => {
      const response = await next();
      if (path === '/thread') throw new TypeError('lost on the way back');
      return response;
    };
    const id = await contest(choice(digest), around);
    around.meddle = (_, next) => next();
    expect(keptThread(id).acts[0]?.recordedAt).toBeNull();
    await sendThreads(around);
    expect(actsOf(id)).toEqual(['open']);
    expect((await ofParty(id)).members).toHaveLength(1);
  });

  it('is taken back and told when the relay refuses it for good', async () => {
    const digest = await calculated();
    const before = threads.value.length;
    around.meddle = async (path, next) =>
      path === '/thread'
        ? Response.json({ code: 'target-unknown', fr: 'non', en: 'no' }, { status: 404 })
        : next();
    await expect(contest(choice(digest), around)).rejects.toMatchObject({ code: 'relay-refused' });
    expect(threads.value).toHaveLength(before);
  });
});

describe('what the relay shows of a thread', () => {
  /** Lets the relay show something else than what it has. */
  const showing = (turn: (acts: { text: string; sealed: string | null }[]) => object[]) => {
    around.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/thread/mine') return response;
      const { threads: shown, more } = (await response.json()) as {
        threads: { id: string; acts: { text: string; sealed: string | null }[] }[];
        more: boolean;
      };
      return Response.json({ threads: shown.map(({ id, acts }) => ({ id, acts: turn(acts) })), more });
    };
  };

  it('is not believed when the answer was altered, and the evidence is kept', async () => {
    const id = await contest(choice(await calculated()), around);
    await city.client.answerThread(await ofParty(id), { ...no, text: said('Non.') });
    showing((acts) => acts.map((act) => ({ ...act, text: act.text.replace('fact-confirmed', 'unfounded') })));
    await readThread(id, around);
    expect(actsOf(id)).toEqual(['open']);
    expect(alarms.value.map(({ code }) => code)).toEqual(['record-foreign']);
    showing((acts) => acts.map((act) => ({ ...act, text: act.text.replace('rejected', 'nothing') })));
    await readThread(id, around);
    expect(alarms.value.map(({ code }) => code).sort()).toEqual(['record-altered', 'record-foreign']);
  });

  it('is not believed when an act that was shown is gone', async () => {
    const id = await contest(choice(await calculated()), around);
    await city.client.turnThread(await ofParty(id), { act: 'receive' });
    await readThread(id, around);
    expect(actsOf(id)).toEqual(['open', 'receive']);
    showing((acts) => acts.slice(0, 1));
    await readThread(id, around);
    expect(actsOf(id)).toEqual(['open', 'receive']);
    expect(alarms.value.map(({ code }) => code)).toContain('record-altered');
  });

  it('keeps a record whose sealed words were changed, without words that the party did not write', async () => {
    const id = await contest(choice(await calculated()), around);
    await city.client.answerThread(await ofParty(id), { ...no, text: said('Non.') });
    showing((acts) =>
      acts.map((act) => ({ ...act, sealed: act.sealed && `${act.sealed.slice(0, -4)}AAAA` })),
    );
    await readThread(id, around);
    expect(keptThread(id).acts[1]).toMatchObject({ record: { act: 'answer' }, words: null });
  });
});

describe('a reading that should not have been', () => {
  it('is contested by its own record, which the relay finds in that mailbox', async () => {
    await calculated();
    const look = accesses.value.find(({ act }) => act === 'released')?.digest ?? '';
    const id = await contestAccess(look, { words: 'Pourquoi avoir lu ?', lang: 'fr' }, around);
    const found = await ofParty(id);
    expect(found.opening).toMatchObject({
      reason: 'access-unwanted',
      target: { what: 'access', digest: look },
    });
    expect(textOf(found)?.text).toBe('Pourquoi avoir lu ?');
  });
});

describe('rights and deletion', () => {
  it('a right is asked for under the agreement it is about', async () => {
    await calculated();
    const grant = grants.value[0]?.id ?? '';
    const id = await claimRight({ grant, right: 'access', words: said('Je veux tout voir.') }, around);
    expect((await ofParty(id)).opening).toMatchObject({ kind: 'rights', reason: 'access', grant });
  });

  it('deletion is asked for once reading has ended, and only the party can say that it is done', async () => {
    await calculated();
    const grant = grants.value[0]?.id ?? '';
    await expect(askDeletion(grant, said('Effacez.'), around)).rejects.toThrow();
    expect(threads.value.filter(({ opening }) => opening.kind === 'deletion')).toEqual([]);
    await stopGrant(grant, around);
    const id = await askDeletion(grant, said('Effacez.'), around);
    expect(keptThread(id).opening.reason).toBe('after-withdrawal');
    await city.client.answerThread(await ofParty(id), {
      outcome: 'done',
      reason: 'deleted',
      nextStep: 'none-needed',
      public: null,
      text: said('Tout est effacé.'),
    });
    await readOpenThreads(around);
    expect(keptThread(id).acts.at(-1)?.record).toMatchObject({ act: 'answer', outcome: 'done' });
    expect(grants.value[0]?.status).toBe('ended');
  });
});
