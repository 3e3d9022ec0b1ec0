import { Worker } from 'node:worker_threads';
import { maxRulesBytes } from '../../policy/rules.ts';
import type { House } from '../house.ts';
import { parseJson, readText } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson, dataHeaders } from '../middleware/headers.ts';
import { requirePartyCall } from '../middleware/party-call.ts';
import { bodyComponents } from '../proof/http-signature.ts';
import type { CheckedRules } from './check-rules.ts';

const publications = { perSecond: 0.02, burst: 10 };
/** Parsing the largest real set takes half a second here; what takes this long is not meant to be parsed. */
const checkMs = 15_000;

/** Published rules: anyone may fetch them by hash, and a phone runs them as they are. */
export async function publishRules(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: maxRulesBytes });
  const { party } = await requirePartyCall(house, request, text, () => bodyComponents);
  house.directory.requireAdmitted(party.id, house.now());
  house.limits.take(`rules ${party.id}`, publications);
  parseJson(text, { depth: 40, entries: 5_000 });
  const checked = await checkRules(text);
  if ('refused' in checked) throw new DoorFault('rules-invalid', checked.refused);
  await house.store.keepDocument(checked.rulesHash, party.id, Buffer.from(checked.text));
  return answerJson({ hash: checked.rulesHash, logicHash: checked.logicHash }, { status: 201 });
}

export async function readRulesByHash(house: House, hash: string): Promise<Response> {
  const found = await house.store.readDocument(hash);
  if (found === undefined) throw new DoorFault('rules-unknown', 'expected the hash of published rules');
  return new Response(Buffer.from(found), {
    headers: {
      ...dataHeaders,
      // Without the charset the lexer of the rules breaks on `€`.
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    },
  });
}

/** In a thread of its own: the engine keeps what it ever parsed, and hostile rules must not hold up withdrawals. */
function checkRules(text: string): Promise<CheckedRules> {
  const { promise, resolve, reject } = Promise.withResolvers<CheckedRules>();
  const worker = new Worker(new URL('./check-rules.ts', import.meta.url), {
    workerData: text,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const timer = setTimeout(() => {
    resolve({ refused: `expected rules that parse within ${checkMs / 1000} seconds` });
    void worker.terminate();
  }, checkMs);
  worker.once('message', resolve);
  worker.once('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve({ refused: 'expected rules that fit in memory' });
    else reject(cause);
  });
  return promise.finally(() => {
    clearTimeout(timer);
    void worker.terminate();
  });
}
