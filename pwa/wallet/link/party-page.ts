import { PolicyFault } from '../../../policy/fault.ts';
import { type PartyPage, readPartyPage } from '../../../policy/party-page.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

/** What everybody may know of a party, as the relay counts it once a week. */
export async function fetchPartyPage(reach: Reach, id: string): Promise<PartyPage> {
  const fields = fieldsOf(
    await callJson(reach, { method: 'GET', path: pathOf('readPartyPage', { id }) }),
    'page',
  );
  try {
    const page = readPartyPage(fields['page']);
    if (page.party !== id) throw new LinkFault('answer-invalid', 'page of another party');
    return page;
  } catch (cause) {
    if (cause instanceof PolicyFault) throw new LinkFault('answer-invalid', 'answer `page`', null, { cause });
    throw cause;
  }
}
