// How a study begins: the leader makes keys and secrets, puts its name to them, and asks the helper to work on it too.

import { writeHpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { toBase64url } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { randomBytes } from '../../crypto/random.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { instantText } from '../../policy/instant.ts';
import { keysAt } from '../../policy/party.ts';
import { DoorFault } from '../middleware/fault.ts';
import type { OwnParty } from '../own-party.ts';
import { textDigest } from '../proof/hash.ts';
import { configOf, newKeptHpke, openKeptHpke } from './configs.ts';
import { HelperAbsent, HelperRefused } from './helper-line.ts';
import type { LeaderState } from './leader-state.ts';
import type { LeaderStudy } from './leader-study.ts';
import { newOperation, readOperationOf } from './operation.ts';
import { type PartyHistory, readHistory } from './party-history.ts';
import { sealSecrets, type TakeOnCall, type TakeOnParties } from './take-on.ts';

interface Begun {
  readonly digest: string;
  readonly tokenKey: string;
  readonly parties: TakeOnParties;
  readonly configId: number;
}

/** Made once a study, on the disk before the helper hears of it. */
export function newState(
  own: OwnParty,
  { digest, tokenKey, parties, configId }: Begun,
  nowMs: number,
): LeaderState {
  const hpke = newKeptHpke(configId);
  const leader = newOperation(own, { study: digest, role: 'leader', tokenKey }, hpke, nowMs);
  const secrets = {
    verifyKey: toBase64url(randomBytes(32)),
    bearer: toBase64url(randomBytes(32)),
    hpke,
    collector: newKeptHpke(0),
  };
  return { tokenKey, parties, labels: { leader }, configId, secrets };
}

/** The helper's signed word that it works on the study too. */
export async function askHelper(
  own: OwnParty,
  { task, state, line }: LeaderStudy,
  nowMs: number,
): Promise<string> {
  const { secrets, parties } = state;
  if (secrets === undefined) throw new DoorFault('study-closed', 'this study was destroyed');
  const helper = readHistory(parties.helper);
  const [seal] = keysAt(helper.current, 'seal', instantText(nowMs));
  if (seal === undefined)
    throw new DoorFault('study-operators', '`helper`: expected a `seal` key that holds now');
  const { verifyKey, bearer, collector } = secrets;
  const call: TakeOnCall = {
    study: task.text,
    parties,
    label: state.labels.leader,
    collector: toBase64url(writeHpkeConfig(configOf(collector.id, openKeptHpke(collector)))),
    sealed: sealSecrets({ verifyKey, bearer }, seal.key, task.digest, own.id),
  };
  const body = JSON.stringify(call);
  const path = '/vav/studies';
  try {
    const headers = own.signCall('POST', line.url + path, body, nowMs);
    const of = { study: task.digest, peer: textDigest(state.labels.leader) };
    return requireLabel(await line.postJson(path, body, headers), of, helper);
  } catch (cause) {
    if (cause instanceof HelperAbsent)
      throw new DoorFault('helper-absent', 'the helper does not answer', { cause });
    if (cause instanceof HelperRefused)
      throw new DoorFault('study-operators', `the helper does not take it on: \`${cause.error}\``, { cause });
    throw cause;
  }
}

function requireLabel(
  answer: unknown,
  of: { readonly study: string; readonly peer: string },
  helper: PartyHistory,
): string {
  const { label } = (answer ?? {}) as { label?: unknown };
  try {
    readOperationOf(label, { ...of, role: 'helper' }, helper);
    return label as string;
  } catch (cause) {
    if (!(cause instanceof PolicyFault || cause instanceof CryptoFault || cause instanceof DoorFault))
      throw cause;
  }
  throw new HelperRefused('label-invalid');
}
