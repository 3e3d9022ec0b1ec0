// A thread as its two sides are shown it.

import { toBase64url } from '../../crypto/encode.ts';
import { instantText } from '../../policy/instant.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { parseJson, readText, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireMailboxSigner } from '../middleware/mailbox-signer.ts';
import { requirePartyCall } from '../middleware/party-call.ts';
import { bodyComponents } from '../proof/http-signature.ts';
import type { KeptThread } from '../store/thread-contract.ts';

/** Threads in one answer: each whole, with texts of up to 64 KiB. */
const threadsAtOnce = 4;
const readings = { perSecond: 20, burst: 500 };

/** What one key opened. Whoever opened nothing, and whoever does not exist, has an empty list. */
export async function readThreads(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: routes.readThreads.limitBytes });
  const { after, ...rest } = requireObject(parseJson(text));
  const isAfter = after === undefined || (typeof after === 'string' && /^[A-Za-z0-9_-]{22}$/.test(after));
  if (!isAfter || Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected `after`, a thread, and nothing else');
  const { mailbox } = await requireMailboxSigner(house, request, routes.readThreads.path, text);
  const found = await house.store.listThreads(mailbox, after as string | undefined, threadsAtOnce + 1);
  const shown = found.slice(0, threadsAtOnce).map((thread) => showThread(house, thread, false));
  return answerJson({ threads: await Promise.all(shown), more: found.length > threadsAtOnce });
}

/** A party's own threads, oldest first. One that has closed still owes its answers. */
export async function readPartyThreads(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: routes.readPartyThreads.limitBytes });
  const { which, after, ...rest } = requireObject(parseJson(text));
  if ((which !== 'open' && which !== 'all') || Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected which, `open` or `all`, and after');
  if (!Number.isSafeInteger(after) || (after as number) < 0)
    throw new DoorFault('body-invalid', '`after`: expected the number that the last answer gave');
  const { party } = await requirePartyCall(house, request, text, () => bodyComponents, 'known');
  house.limits.take(`threads ${party.id}`, readings);
  const found = await house.store.listPartyThreads(party.id, {
    isAwaiting: which === 'open',
    // Places count from 0, and 0 is what a party begins with.
    after: (after as number) - 1,
    limit: threadsAtOnce + 1,
  });
  const given = found.slice(0, threadsAtOnce);
  const next = found.length > threadsAtOnce ? (given.at(-1) as KeptThread).place + 1 : null;
  const shown = await Promise.all(given.map((thread) => showThread(house, thread, true)));
  return answerJson({ threads: shown, next });
}

/** Each side gets the sealed texts of the other: its own open for nobody but the other. */
async function showThread(house: House, { id, acts }: KeptThread, isForParty: boolean) {
  const shown = acts.map(async ({ text, atMs, isByOpener, sealed, entry }) => ({
    text,
    at: instantText(atMs),
    receipt: entry === undefined ? null : await house.store.receiptOf(entry),
    sealed: sealed === undefined || isByOpener !== isForParty ? null : toBase64url(sealed),
  }));
  return { id, acts: await Promise.all(shown) };
}
