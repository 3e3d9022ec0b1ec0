// A worker: reads, parses and hashes rules that a party wants to publish and evaluates their cases, or runs both versions
// of a change over its grid; then ends.

import { parentPort, workerData } from 'node:worker_threads';
import { recordDigest } from '../../crypto/hash.ts';
import { casesText, readCases, requireCases } from '../../policy/cases.ts';
import { openRules } from '../../policy/evaluate.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { readChangeReport, reportText, requireClaim } from '../../policy/gain.ts';
import { hashRules, readRules, rulesText } from '../../policy/rules.ts';

export type RulesCheck =
  | { readonly check: 'publication'; readonly rules: string; readonly cases: string }
  | { readonly check: 'change'; readonly from: string; readonly to: string; readonly report: string };

export interface CheckedRules {
  readonly text: string;
  readonly rulesHash: string;
  readonly logicHash: string;
  readonly cases: string;
}

/** `text` of a change is the canonical report. */
export type Checked = CheckedRules | { readonly text: string } | { readonly refused: string };

function checkPublication(text: string, cases: string): CheckedRules {
  const rules = readRules(text);
  const read = readCases(JSON.parse(cases));
  requireCases(openRules(rules), read);
  const hashes = hashRules(rules, recordDigest);
  return {
    text: rulesText(rules),
    ...hashes,
    cases: casesText({ rules: hashes.rulesHash, cases: read }),
  };
}

function checkChange(from: string, to: string, report: string): { text: string } {
  const read = readChangeReport(JSON.parse(report));
  requireClaim(openRules(readRules(from)), openRules(readRules(to)), read);
  return { text: reportText(read) };
}

function check(asked: RulesCheck): Checked {
  try {
    return asked.check === 'publication'
      ? checkPublication(asked.rules, asked.cases)
      : checkChange(asked.from, asked.to, asked.report);
  } catch (cause) {
    if (cause instanceof PolicyFault) return { refused: cause.message };
    throw cause;
  }
}

parentPort?.postMessage(check(workerData as RulesCheck));
