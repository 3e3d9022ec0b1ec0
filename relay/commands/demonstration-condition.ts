// Neighbours who do not exist: four of them say yes to each condition of the demonstration, at the real doors, so that whoever
// tries it is the fifth.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { challengeDigestFor, tokenKeyIdOf } from '../../crypto/token.ts';
import { takesYes } from '../../policy/condition.ts';
import { pathOf } from '../../policy/routes.ts';
import { FictionalWallet } from '../aggregate/fictional-wallet.ts';
import type { RunningRelay } from '../main.ts';
import { openTokenKey } from '../proof/blind-rsa.ts';

const neighbours = 4;
const lookMs = 5_000;

/** Until it is stopped. A condition that was answered once is not answered again, not even after a restart. */
export async function answerCondition(relay: RunningRelay, signal: AbortSignal): Promise<void> {
  const { house, settings } = relay;
  const mark = join(settings.dataDir, 'demonstration-conditions.json');
  const answered = new Set<string>(
    existsSync(mark) ? (JSON.parse(readFileSync(mark, 'utf8')) as string[]) : [],
  );
  while (!signal.aborted) {
    for (const { digest, condition, counting } of house.conditions?.list() ?? []) {
      const isMeant = condition.enrolment === 'account' && condition.threshold === neighbours + 1;
      if (!isMeant || answered.has(digest) || counting === undefined || !takesYes(condition, Date.now()))
        continue;
      answered.add(digest);
      writeFileSync(mark, JSON.stringify([...answered]), { mode: 0o600 });
      for (let at = 0; at < neighbours; at += 1)
        await sayYes(settings.origin, digest, fromBase64url(counting.label.tokenKey));
    }
    await pause(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

async function sayYes(origin: string, digest: string, spki: Uint8Array): Promise<void> {
  const send = (path: string, init: RequestInit) => globalThis.fetch(origin + path, init);
  const neighbour = new FictionalWallet(send, Date.now);
  await neighbour.openAccount();
  const token = await neighbour.takeToken({
    digest,
    challengeDigest: challengeDigestFor(new URL(origin).host, fromBase64url(digest)),
    tokenKeyId: tokenKeyIdOf(spki),
    tokenKey: openTokenKey(spki),
  });
  const response = await send(pathOf('keepYes', { digest }), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: toBase64url(token) }),
  });
  if (!response.ok) throw new Error(`a fictional neighbour was refused: status ${response.status}`);
}
