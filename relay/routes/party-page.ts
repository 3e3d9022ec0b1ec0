import type { House } from '../house.ts';
import { answerJson } from '../middleware/headers.ts';

/** What everybody may know of a party, as it stood on Monday. */
export async function readPartyPage(house: House, id: string): Promise<Response> {
  await house.directory.refresh(house.now());
  const known = house.directory.requireKnown(id);
  return answerJson({ page: await house.pages.page(known) }, { headers: { 'cache-control': 'no-cache' } });
}
