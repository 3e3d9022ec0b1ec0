// Rules and what stands beside them, as a party publishes them: each is kept by the hash of its bytes.

import { recordDigest } from '../../crypto/hash.ts';
import type { RuleCase } from '../../policy/cases.ts';
import type { ChangeReport } from '../../policy/gain.ts';
import { pathOf } from '../../policy/routes.ts';
import { engineVersion } from '../../policy/rules.ts';
import { callRelay, type Line, signCall } from './call.ts';
import { KitFault } from './fault.ts';

/** As it goes into the declaration's `logic.rules`, with the entry points. */
export interface PublishedRules {
  readonly engineVersion: string;
  readonly hash: string;
  readonly logicHash: string;
  /** Digest of the cases. */
  readonly cases: string;
}

export async function publishRules(
  line: Line,
  compiled: string,
  cases: readonly RuleCase[],
): Promise<PublishedRules> {
  // As text: the rules go out as they were compiled, whatever their order.
  const body = `{"cases":${JSON.stringify(cases)},"rules":${compiled}}`;
  const told = (await postSigned(line, pathOf('keepRules'), body)) as Omit<PublishedRules, 'engineVersion'>;
  return { engineVersion, hash: told.hash, logicHash: told.logicHash, cases: told.cases };
}

export async function publishChange(line: Line, report: ChangeReport): Promise<string> {
  const told = await postSigned(line, pathOf('keepRulesChange'), JSON.stringify(report));
  return (told as { digest: string }).digest;
}

export async function readRules(line: Line, hash: string): Promise<string> {
  const response = await callRelay(line, pathOf('readRules', { hash }), { method: 'GET' });
  const text = await response.text();
  if (recordDigest(text) !== hash) throw new KitFault('answer-invalid', 'expected rules of this hash');
  return text;
}

async function postSigned(line: Line, path: string, body: string): Promise<unknown> {
  const { headers } = signCall(line, 'POST', path, body);
  return (await callRelay(line, path, { method: 'POST', headers, body })).json();
}
