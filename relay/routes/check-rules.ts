// A worker: reads, parses and hashes rules that a party wants to publish, then ends.

import { parentPort, workerData } from 'node:worker_threads';
import { recordDigest } from '../../crypto/hash.ts';
import { openRules } from '../../policy/evaluate.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { hashRules, readRules, rulesText } from '../../policy/rules.ts';

export type CheckedRules = { text: string; rulesHash: string; logicHash: string } | { refused: string };

function checkRules(text: string): CheckedRules {
  try {
    const rules = readRules(text);
    openRules(rules);
    return { text: rulesText(rules), ...hashRules(rules, recordDigest) };
  } catch (cause) {
    if (cause instanceof PolicyFault) return { refused: cause.message };
    throw cause;
  }
}

parentPort?.postMessage(checkRules(workerData as string));
