import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { minuteText } from '../../../policy/instant.ts';
import type { JsonValue } from '../../../policy/read.ts';
import { change } from '../vault/hold.ts';
import type { AlarmCode } from '../vault/kept/wallet.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface Alarm {
  readonly code: AlarmCode;
  readonly grant?: string;
  readonly party?: string;
  readonly evidence: JsonValue;
}

/** Kept with its evidence. The same thing seen again is the same alarm. */
export async function raiseAlarm(alarm: Alarm, around: Surroundings = here): Promise<void> {
  const { code, grant = null, party = null, evidence } = alarm;
  const id = toBase64url(sha256(toUtf8(JSON.stringify([code, grant, party, evidence])))).slice(0, 22);
  const at = minuteText(around.now());
  await change(async (rows) => {
    if ((await rows.get('alarm', id)) === undefined)
      rows.put('alarm', id, { id, code, at, grant, party, evidence });
  });
}
