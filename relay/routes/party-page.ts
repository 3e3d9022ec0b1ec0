import type { House } from '../house.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';

/** What everybody may know of a party, as it stood on Monday. */
export async function readPartyPage(house: House, id: string): Promise<Response> {
  await house.directory.refresh(house.now());
  const known = house.directory.party(id);
  if (known === undefined) throw new DoorFault('party-unknown', 'expected the id of a party of this relay');
  return answerJson({ page: await house.pages.page(known) }, { headers: { 'cache-control': 'no-cache' } });
}
