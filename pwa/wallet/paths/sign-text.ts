import { toBase64url } from '../../../crypto/encode.ts';
import type { Pairwise } from '../../../crypto/keys.ts';
import { signRecord } from '../../../crypto/sign.ts';
import { labelIn } from '../../../policy/realm.ts';
import { type Head, joinRecord, type RecordType, recordLabel, recordLine } from '../../../policy/record.ts';
import { realmHere } from '../realm.ts';

/** A resident's record as one text, signed by the pairwise key (or by one made for this record). */
export function signText(body: Head<RecordType>, pair: Pick<Pairwise, 'signing'>): string {
  const line1 = recordLine(body);
  const signature = signRecord(
    labelIn(realmHere(), recordLabel(body.type, body.v)),
    line1,
    pair.signing.secretKey,
  );
  return joinRecord(line1, { kind: 'ed25519', value: toBase64url(signature) });
}
