import type { House } from '../house.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson, dataHeaders } from '../middleware/headers.ts';

/** Who cosigns the log. A wallet takes it only as far as the named build holds it. */
export function readWitnesses(house: House): Response {
  return new Response(house.witnessFile, {
    headers: { ...dataHeaders, 'content-type': 'application/json', 'cache-control': 'no-cache' },
  });
}

/** The régie's word on what the wallet is, with its place in the log. */
export async function readBuild(house: House): Promise<Response> {
  if (house.build === undefined) throw new DoorFault('log-absent', 'this relay has named no wallet build');
  const { text } = house.build;
  const receipt = await house.store.receiptOf(house.build);
  return answerJson({ record: text, receipt }, { headers: { 'cache-control': 'no-cache' } });
}
