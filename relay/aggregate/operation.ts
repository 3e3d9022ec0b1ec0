// The `operates` label: an aggregator says in public that it works on a study, and what is sealed to it.

import { isOurSuite, readHpkeConfig, writeHpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { randomId } from '../../crypto/random.ts';
import { instantText } from '../../policy/instant.ts';
import { type Operation, readOperation } from '../../policy/label.ts';
import { DoorFault } from '../middleware/fault.ts';
import { readSigned } from '../middleware/signed.ts';
import type { OwnParty } from '../own-party.ts';
import { configOf, type KeptHpke, openKeptHpke } from './configs.ts';
import { isSignedBy, keysOf, type PartyHistory } from './party-history.ts';

/** Signed. `tokenKey`: the leader's word alone names it; `peer`: the helper's. */
export function newOperation(
  own: OwnParty,
  of: Pick<Operation, 'study' | 'role' | 'tokenKey' | 'peer'>,
  hpke: KeptHpke,
  nowMs: number,
): string {
  const label: Operation = {
    v: 1,
    type: 'label',
    id: randomId(),
    at: instantText(nowMs),
    by: own.id,
    kind: 'operates',
    ...of,
    hpkeConfig: toBase64url(writeHpkeConfig(configOf(hpke.id, openKeptHpke(hpke)))),
  };
  return own.sign(label);
}

/** The other aggregator's: signed by it, on this study, in this role, with a key that can be sealed to. A helper's names ours. */
export function readOperationOf(
  text: unknown,
  of: Pick<Operation, 'study' | 'role' | 'peer'>,
  party: PartyHistory,
): Operation {
  const split = readSigned(text, 'label');
  const said = readOperation(split.body);
  const isTheirs =
    said.by === party.id &&
    said.role === of.role &&
    said.study === of.study &&
    said.peer === of.peer &&
    isOurSuite(readHpkeConfig(fromBase64url(said.hpkeConfig))) &&
    isSignedBy(split, keysOf(party, 'record', said.at));
  if (!isTheirs)
    throw new DoorFault(
      'signature-invalid',
      `\`label\`: expected the signed word of the ${of.role} on this study`,
    );
  return said;
}
