// decide → sign → keep → send. A pause is told to the party as nothing at all: « not now », as for any other reason. In
// force here at once, at the relay as soon as the network lets it through; nobody but this wallet has a record of it.

import { toBase64url } from '../../../crypto/encode.ts';
import { randomId } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { minuteText } from '../../../policy/instant.ts';
import type { Pause, PauseAct } from '../../../policy/pause.ts';
import { LinkFault } from '../link/fault.ts';
import { postPause } from '../link/pause.ts';
import { type Change, change } from '../vault/hold.ts';
import type { KeptGrant, KeptPause } from '../vault/kept/grant.ts';
import type { KeptOutgoing } from '../vault/kept/wallet.ts';
import { grants, outbox } from '../vault/open.ts';
import { apart, called } from './apart.ts';
import { PathFault } from './fault.ts';
import { requireGrant } from './kept-grant.ts';
import { isInLog, knownLog } from './log.ts';
import { isPaused, pausesOf } from './pauses.ts';
import { putOffReceipts } from './send-receipt.ts';
import { signText } from './sign-text.ts';
import { here, type Surroundings } from './surroundings.ts';
import { voiceOf } from './voice.ts';

export const pauseGrant = (grantId: string, around: Surroundings = here): Promise<void> =>
  turn(grantId, 'pause', around);

export const resumeGrant = (grantId: string, around: Surroundings = here): Promise<void> =>
  turn(grantId, 'resume', around);

async function turn(grantId: string, act: PauseAct, around: Surroundings): Promise<void> {
  await readySodium();
  await change(async (rows) => {
    const kept = await rows.get('grant', grantId);
    if (kept === undefined) throw new PathFault('grant-unknown', 'no such grant in this vault');
    keepTurn(rows, kept, act, around.now());
  });
  await sendPauses(around);
}

/** Signed, in force here and on its way. Nothing where it is so already. `until`: over by itself from then on. */
export function keepTurn(rows: Change, kept: KeptGrant, act: PauseAct, nowMs: number, until?: string): void {
  if (kept.status !== 'active' && kept.status !== 'paused')
    throw new PathFault('grant-over', `grant is \`${kept.status}\``);
  const status = act === 'pause' ? 'paused' : 'active';
  const last = pausesOf(kept.id).at(-1);
  const isPausedNow = isPaused(kept.id, nowMs);
  if (isPausedNow !== (act === 'pause')) {
    const n = (last?.n ?? 0) + 1;
    // Over by its time and not by a record: the relay takes pause and end in turn.
    const isOver = act === 'pause' && last?.act === 'pause';
    if (isOver) keepOne(rows, kept, signPause(kept, 'resume', n, nowMs));
    keepOne(rows, kept, signPause(kept, act, isOver ? n + 1 : n, nowMs, until));
  }
  rows.put('grant', kept.id, { ...kept, status });
}

function keepOne(rows: Change, { id: grant, party }: KeptGrant, pause: KeptPause): void {
  const { text, at, n } = pause;
  const id = `pause ${grant}/${n}`;
  rows.put('pause', `${grant}/${n}`, pause);
  rows.put('outgoing', id, { id, kind: 'pause', grant, party, text, notBefore: at, at, tries: 0 });
}

/** Pauses that their time has ended: what stands here says so at once, the relay knows by itself. */
async function endOverdue(around: Surroundings): Promise<void> {
  const nowMs = around.now();
  const isOverdue = ({ id, status }: KeptGrant): boolean => status === 'paused' && !isPaused(id, nowMs);
  const overdue = grants.value.filter(isOverdue);
  if (overdue.length === 0) return;
  await change(async (rows) => {
    for (const { id } of overdue) {
      const now = await rows.get('grant', id);
      if (now?.status === 'paused') rows.put('grant', id, { ...now, status: 'active' });
    }
  });
}

function signPause(kept: KeptGrant, act: PauseAct, n: number, nowMs: number, until?: string): KeptPause {
  const pair = voiceOf(kept);
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
    ...(until === undefined ? {} : { until }),
  };
  const text = signText(pause, pair);
  return { grant: kept.id, n, act, at, text, receipt: null, ...(until === undefined ? {} : { until }) };
}

/** In their order: the relay takes none before the one it follows. */
export async function sendPauses(around: Surroundings = here): Promise<void> {
  await endOverdue(around);
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
