import { areEqual, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import type { House } from '../house.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson, dataHeaders } from '../middleware/headers.ts';

export function health(): Response {
  return answerJson({ status: 'alive' });
}

export async function readiness(house: House): Promise<Response> {
  if (house.isClosing || !house.store.isReady())
    throw new DoorFault('relay-unready', 'the store takes no records now');
  const { size } = await house.store.head();
  return answerJson({ status: 'ready', logSize: size });
}

/**
 * For whoever runs the relay. Counts by door are live: a party that could poll them would see the moment at which one of
 * its residents pauses or contests. To all others there is no such page.
 */
export function metrics(house: House, request: Request): Response {
  const [, given] = /^bearer ([^ ]+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (house.metricsToken === undefined || given === undefined || !isSame(given, house.metricsToken))
    throw new DoorFault('path-unknown', 'expected a path of the table of routes');
  return new Response(house.metrics.text(), {
    headers: { ...dataHeaders, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  });
}

/** Over digests: neither the length nor the first letters of the token show in the time this takes. */
const isSame = (given: string, token: string): boolean =>
  areEqual(sha256(toUtf8(given)), sha256(toUtf8(token)));
