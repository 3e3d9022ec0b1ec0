import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, numberIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';

/** At most `maxStopSecrets` at once; says only how many agreements these secrets ended, now or before. */
export async function postStop(reach: Reach, secrets: readonly string[]): Promise<number> {
  const call = { method: 'POST', path: pathOf('stop'), body: JSON.stringify({ secrets }) } as const;
  return numberIn(fieldsOf(await callJson(reach, call), 'stop'), 'ended');
}
