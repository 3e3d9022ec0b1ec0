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

export function metrics(house: House): Response {
  return new Response(house.metrics.text(), {
    headers: { ...dataHeaders, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  });
}
