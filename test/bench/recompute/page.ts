// The wallet's own code in a page of its own, so that the processor of this page can be slowed: a browser slows pages and
// no workers. Whatever the wallet gives to its worker runs here on the page's thread.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { readVerifierKey } from '../../../crypto/note.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { calculated, hasSameInputs, hasSameResults } from '../../../policy/calculated.ts';
import { keptCalculation } from '../../../pwa/wallet/paths/calculation.ts';
import { isInLog } from '../../../pwa/wallet/paths/log.ts';
import { runInWorker } from '../../../pwa/wallet/worker/rules.ts';
import { type RulesQuestion, runRules } from '../../../pwa/wallet/worker/rules.worker.ts';
import type { Received } from './received.ts';

export interface Times {
  readonly verifyMs: number;
  readonly recomputeMs: number;
  readonly isSame: boolean;
}

/** Signature, sealed bytes, digests, commitments and place in the log; then the same rules on the own facts. */
function verifyAndRecompute({ entry, grant, parties, keys, envelope, log, question }: Received): Times {
  const start = performance.now();
  const kept = keptCalculation(entry, grant, parties, { keys, envelopeOf: () => envelope });
  const isProven = isInLog(kept.text, kept.receipt, { ...log, key: readVerifierKey(log.verifierKey) });
  const verified = performance.now();
  const answer = runRules('evaluate', question);
  const isSame =
    isProven &&
    kept.openFault === null &&
    kept.content !== null &&
    'evaluation' in answer &&
    hasSameInputs(calculated(answer.inputs, answer.evaluation), kept.content) &&
    hasSameResults(calculated(answer.inputs, answer.evaluation), kept.content);
  return { verifyMs: verified - start, recomputeMs: performance.now() - verified, isSame };
}

function evaluateOnce(question: RulesQuestion): number {
  const start = performance.now();
  const answer = runRules('evaluate', question);
  if ('code' in answer) throw new Error(answer.code);
  return performance.now() - start;
}

function thresholdsOnce(question: RulesQuestion): number {
  const start = performance.now();
  const answer = runRules('thresholds', question);
  if ('code' in answer) throw new Error(answer.code);
  return performance.now() - start;
}

export interface Blocked {
  /** The longest that this thread was away, and the same while nothing is asked of anyone. */
  readonly longestMs: number;
  readonly idleMs: number;
  readonly wholeMs: number;
}

/** The real worker does the work, on rules whose hash is checked here as the wallet does; this thread counts its own absence. */
async function blockedMeanwhile(task: 'evaluate' | 'thresholds', question: RulesQuestion): Promise<Blocked> {
  const start = performance.now();
  const longestMs = await longestAway(async () => {
    const hash = toBase64url(sha256(toUtf8(question.text)));
    const answer = await runInWorker(task, { ...question, hash });
    if ('code' in answer) throw new Error(answer.code);
  });
  const wholeMs = performance.now() - start;
  const idleMs = await longestAway(() => new Promise((resolve) => setTimeout(resolve, wholeMs)));
  return { longestMs, idleMs, wholeMs };
}

async function longestAway(work: () => Promise<void>): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  let [last, longestMs, isOver] = [performance.now(), 0, false];
  port1.onmessage = () => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    if (!isOver) port2.postMessage(null);
  };
  port2.postMessage(null);
  await work();
  await new Promise((resolve) => setTimeout(resolve));
  isOver = true;
  port1.close();
  return longestMs;
}

export const bench = {
  ready: () => readySodium().then(() => true),
  verifyAndRecompute,
  evaluateOnce,
  thresholdsOnce,
  blockedMeanwhile,
};
Object.assign(globalThis, { bench });
document.title = 'ready';
