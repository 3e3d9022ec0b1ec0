// How a study begins: the leader makes keys and secrets, puts its name to them, and asks the helper to work on it too.

import { isOurSuite, readHpkeConfig, writeHpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { instantText } from '../../policy/instant.ts';
import { type Operation, readOperation } from '../../policy/label.ts';
import { keysAt } from '../../policy/party.ts';
import { DoorFault } from '../middleware/fault.ts';
import { readSigned } from '../middleware/signed.ts';
import type { OwnParty } from '../own-party.ts';
import { configOf, newKeptHpke, openKeptHpke } from './configs.ts';
import { HelperAbsent, HelperRefused } from './helper-line.ts';
import type { LeaderFacts } from './leader-facts.ts';
import type { LeaderStudy } from './leader-study.ts';
import { isSignedBy, keysOf, type PartyHistory, readHistory } from './party-history.ts';
import { sealSecrets, type TakeOnCall, type TakeOnParties } from './take-on.ts';

interface Begun {
  readonly digest: string;
  readonly tokenKey: string;
  readonly parties: TakeOnParties;
  readonly configId: number;
}

/** Made once a study, on the disk before the helper hears of it. */
export function newFacts(
  own: OwnParty,
  { digest, tokenKey, parties, configId }: Begun,
  nowMs: number,
): LeaderFacts {
  const hpke = newKeptHpke(configId);
  const label: Operation = {
    v: 1,
    type: 'label',
    id: randomId(),
    at: instantText(nowMs),
    by: own.id,
    kind: 'operates',
    study: digest,
    role: 'leader',
    hpkeConfig: toBase64url(writeHpkeConfig(configOf(configId, openKeptHpke(hpke)))),
    tokenKey,
  };
  const secrets = {
    verifyKey: toBase64url(randomBytes(32)),
    bearer: toBase64url(randomBytes(32)),
    hpke,
    collector: newKeptHpke(0),
  };
  return { tokenKey, parties, labels: { leader: own.sign(label) }, configId, secrets };
}

/** The helper's signed word that it works on the study too. */
export async function askHelper(
  own: OwnParty,
  { task, facts, line }: LeaderStudy,
  nowMs: number,
): Promise<string> {
  const { secrets, parties } = facts;
  if (secrets === undefined) throw new DoorFault('study-closed', 'this study was destroyed');
  const helper = readHistory(parties.helper);
  const [seal] = keysAt(helper.current, 'seal', instantText(nowMs));
  if (seal === undefined)
    throw new DoorFault('study-operators', '`helper`: expected a `seal` key that holds now');
  const { verifyKey, bearer, collector } = secrets;
  const call: TakeOnCall = {
    study: task.text,
    parties,
    label: facts.labels.leader,
    collector: toBase64url(writeHpkeConfig(configOf(collector.id, openKeptHpke(collector)))),
    sealed: sealSecrets({ verifyKey, bearer }, seal.key, task.digest, own.id),
  };
  const body = JSON.stringify(call);
  const path = '/vav/studies';
  try {
    const headers = own.signCall('POST', line.url + path, body, nowMs);
    return requireLabel(await line.postJson(path, body, headers), task.digest, helper);
  } catch (cause) {
    if (cause instanceof HelperAbsent)
      throw new DoorFault('helper-absent', 'the helper does not answer', { cause });
    if (cause instanceof HelperRefused)
      throw new DoorFault('study-operators', `the helper does not take it on: \`${cause.error}\``, { cause });
    throw cause;
  }
}

function requireLabel(answer: unknown, digest: string, helper: PartyHistory): string {
  const { label } = (answer ?? {}) as { label?: unknown };
  try {
    const split = readSigned(label, 'label');
    const said = readOperation(split.body);
    const isTheirs =
      said.by === helper.id &&
      said.role === 'helper' &&
      said.study === digest &&
      isOurSuite(readHpkeConfig(fromBase64url(said.hpkeConfig))) &&
      isSignedBy(split, keysOf(helper, 'record', said.at));
    if (isTheirs) return label as string;
  } catch (cause) {
    if (!(cause instanceof PolicyFault || cause instanceof CryptoFault || cause instanceof DoorFault))
      throw cause;
  }
  throw new HelperRefused('label-invalid');
}
