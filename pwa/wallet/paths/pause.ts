// decide → sign → keep → send. A pause is told to the party as nothing at all: « not now », as for any other reason. In
// force here at once, at the relay as soon as the network lets it through; nobody but this wallet has a record of it.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { pairwise } from '../../../crypto/keys.ts';
import { randomId } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { minuteText } from '../../../policy/instant.ts';
import type { Pause, PauseAct } from '../../../policy/pause.ts';
import { LinkFault } from '../link/fault.ts';
import { postPause } from '../link/pause.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant, KeptOutgoing, KeptPause } from '../vault/kept.ts';
import { outbox } from '../vault/open.ts';
import { apart, called } from './apart.ts';
import { walletKeys } from './card.ts';
import { PathFault } from './fault.ts';
import { requireGrant } from './kept-grant.ts';
import { isInLog, knownLog } from './log.ts';
import { pausesOf } from './pauses.ts';
import { putOffReceipts } from './send-receipt.ts';
import { signText } from './sign-text.ts';
import { here, type Surroundings } from './surroundings.ts';

export const pauseGrant = (grantId: string, around: Surroundings = here): Promise<void> =>
  turn(grantId, 'pause', around);

export const resumeGrant = (grantId: string, around: Surroundings = here): Promise<void> =>
  turn(grantId, 'resume', around);

async function turn(grantId: string, act: PauseAct, around: Surroundings): Promise<void> {
  await readySodium();
  const status = act === 'pause' ? 'paused' : 'active';
  await change(async (rows) => {
    const kept = await rows.get('grant', grantId);
    if (kept === undefined) throw new PathFault('grant-unknown', 'no such grant in this vault');
    if (kept.status === status) return;
    if (kept.status !== 'active' && kept.status !== 'paused')
      throw new PathFault('grant-over', `grant is \`${kept.status}\``);
    const pause = signPause(kept, act, (pausesOf(grantId).at(-1)?.n ?? 0) + 1, around.now());
    const id = `pause ${grantId}/${pause.n}`;
    const { text, at } = pause;
    rows.put('pause', `${grantId}/${pause.n}`, pause);
    rows.put('grant', grantId, { ...kept, status });
    const { party } = kept;
    rows.put('outgoing', id, { id, kind: 'pause', grant: grantId, party, text, notBefore: at, at, tries: 0 });
  });
  await sendPauses(around);
}

function signPause(kept: KeptGrant, act: PauseAct, n: number, nowMs: number): KeptPause {
  const pair = pairwise(fromBase64url(walletKeys().pairKey), kept.party, kept.generation);
  const at = minuteText(nowMs);
  const pause: Pause = {
    v: 1,
    type: 'pause',
    id: randomId(),
    at,
    by: pair.mailbox,
    key: toBase64url(pair.signing.publicKey),
    grant: kept.id,
    act,
    n,
  };
  return { grant: kept.id, n, act, at, text: signText(pause, pair), receipt: null };
}

/** In their order: the relay takes none before the one it follows. */
export async function sendPauses(around: Surroundings = here): Promise<void> {
  const waiting = outbox.value.filter(({ kind }) => kind === 'pause');
  const inOrder = [...waiting].sort((left, right) => numberOf(left) - numberOf(right));
  let before: string | null = null;
  for (const one of inOrder) {
    // Two mailboxes at once would be seen to be one person's (protocol §4).
    if (before !== null && before !== one.grant) await apart(around);
    else called(around);
    before = one.grant;
    await sendPause(one, around);
  }
}

const numberOf = ({ id }: KeptOutgoing): number => Number(id.slice(id.lastIndexOf('/') + 1));

async function sendPause(waiting: KeptOutgoing, around: Surroundings): Promise<void> {
  const kept = requireGrant(waiting.grant ?? '');
  try {
    await putOffReceipts(kept.mailbox, around);
    const receipt = await postPause(around.reach, waiting.text);
    const log = await knownLog(around);
    await change(async (rows) => {
      const name = `${kept.id}/${numberOf(waiting)}`;
      const pause = await rows.get('pause', name);
      // Without a place that holds, the mailbox shows it again.
      if (pause !== undefined && isInLog(pause.text, receipt, log))
        rows.put('pause', name, { ...pause, receipt });
      rows.drop('outgoing', waiting.id);
    });
  } catch (cause) {
    if (!(cause instanceof LinkFault)) throw cause;
    await change(async (rows) => {
      const now = await rows.get('outgoing', waiting.id);
      if (now === undefined) return;
      // Refused for good: another device was first, or the grant is over. The mailbox tells which.
      if (cause.isPassing) rows.put('outgoing', now.id, { ...now, tries: now.tries + 1 });
      else {
        rows.drop('outgoing', now.id);
        rows.drop('pause', `${kept.id}/${numberOf(waiting)}`);
      }
    });
  }
}
