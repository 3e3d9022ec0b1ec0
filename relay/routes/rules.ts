import { Worker } from 'node:worker_threads';
import { recordDigest } from '../../crypto/hash.ts';
import { routes } from '../../policy/routes.ts';
import { maxRulesBytes } from '../../policy/rules.ts';
import type { House } from '../house.ts';
import { parseJson, readText, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson, dataHeaders } from '../middleware/headers.ts';
import { requirePartyCall } from '../middleware/party-call.ts';
import { bodyComponents } from '../proof/http-signature.ts';
import type { Checked, CheckedRules, RulesCheck } from './check-rules.ts';

const publications = { perSecond: 0.02, burst: 10 };
/** Parsing the largest real set takes half a second here; what takes this long is not meant to be parsed. */
const checkMs = 15_000;
/** Each may take half a gigabyte; the others wait, and nothing else waits for them. */
const checksAtOnce = 2;
/** Rules nest deeper than records and are more in number; their own reader has the rest of the limits. */
const shape = { depth: 42, entries: 5_000 };

/** Published rules and their cases: anyone may fetch them by hash, and a phone runs them as they are. */
export async function publishRules(house: House, request: Request): Promise<Response> {
  const { party, body } = await readPublication(house, request, routes.keepRules.limitBytes);
  const { rules, cases } = requireFields(body, ['rules', 'cases']);
  const text = JSON.stringify(rules);
  if (Buffer.byteLength(text) > maxRulesBytes) {
    throw new DoorFault('rules-invalid', `expected rules of at most ${maxRulesBytes} bytes`);
  }
  const checked = (await checkRules({
    check: 'publication',
    rules: text,
    cases: JSON.stringify(cases),
  })) as CheckedRules;
  const digest = recordDigest(checked.cases);
  await house.store.keepDocument(digest, party, Buffer.from(checked.cases));
  await house.store.keepDocument(checked.rulesHash, party, Buffer.from(checked.text));
  const told = { hash: checked.rulesHash, logicHash: checked.logicHash, cases: digest };
  return answerJson(told, { status: 201 });
}

/** Who gains and who loses: kept only when both versions really give what the party claims. */
export async function publishChange(house: House, request: Request): Promise<Response> {
  const { party, body } = await readPublication(house, request, routes.keepRulesChange.limitBytes);
  const { from, to } = requireFields(body, ['from', 'to', 'goal', 'unit', 'cases', 'claim']);
  const texts = { from: await readPublished(house, from), to: await readPublished(house, to) };
  const checked = await checkRules({ check: 'change', ...texts, report: JSON.stringify(body) });
  const digest = recordDigest(checked.text);
  await house.store.keepDocument(digest, party, Buffer.from(checked.text));
  return answerJson({ digest }, { status: 201 });
}

/** Rules, cases and reports are documents of one table; each hash is of the bytes that are given. */
export async function readPublishedDocument(house: House, hash: string): Promise<Response> {
  const found = await house.store.readDocument(hash);
  if (found === undefined) throw new DoorFault('rules-unknown', 'expected the hash of something published');
  return new Response(Buffer.from(found), {
    headers: {
      ...dataHeaders,
      // Without the charset the lexer of the rules breaks on `€`.
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    },
  });
}

async function readPublication(house: House, request: Request, bytes: number) {
  const text = await readText(request, 'application/json', { bytes });
  const { party } = await requirePartyCall(house, request, text, () => bodyComponents);
  house.directory.requireAdmitted(party.id, house.now());
  house.limits.take(`rules ${party.id}`, publications);
  return { party: party.id, body: requireObject(parseJson(text, shape)) };
}

function requireFields<const N extends string>(body: Record<string, unknown>, names: readonly N[]) {
  const isWhole = names.every((name) => Object.hasOwn(body, name));
  if (!isWhole || Object.keys(body).length !== names.length) {
    throw new DoorFault('body-invalid', `expected \`${names.join('`, `')}\` and nothing else`);
  }
  return body as Record<N, unknown>;
}

async function readPublished(house: House, hash: unknown): Promise<string> {
  const found = typeof hash === 'string' ? await house.store.readDocument(hash) : undefined;
  if (found === undefined) throw new DoorFault('rules-unknown', 'expected the hashes of published rules');
  return Buffer.from(found).toString('utf8');
}

/** In a thread of its own: the engine keeps what it ever parsed, and hostile rules must not hold up withdrawals. */
async function checkRules(asked: RulesCheck): Promise<Exclude<Checked, { refused: string }>> {
  const checked = await inTurn(() => runCheck(asked));
  if ('refused' in checked) throw new DoorFault('rules-invalid', checked.refused);
  return checked;
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(act: () => Promise<T>): Promise<T> {
  if (running >= checksAtOnce) await new Promise<void>((resolve) => void waiting.push(resolve));
  else running += 1;
  try {
    return await act();
  } finally {
    const next = waiting.shift();
    // The place is handed on: whoever comes in between does not take it.
    if (next === undefined) running -= 1;
    else next();
  }
}

function runCheck(asked: RulesCheck): Promise<Checked> {
  const { promise, resolve, reject } = Promise.withResolvers<Checked>();
  const worker = new Worker(new URL('./check-rules.ts', import.meta.url), {
    workerData: asked,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const timer = setTimeout(() => {
    resolve({
      refused: `expected rules that parse and evaluate their cases within ${checkMs / 1000} seconds`,
    });
    void worker.terminate();
  }, checkMs);
  worker.once('message', resolve);
  worker.once('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve({ refused: 'expected rules that fit in memory' });
    else reject(cause);
  });
  // Its place is free when it is gone.
  return promise.finally(() => {
    clearTimeout(timer);
    return worker.terminate();
  });
}
