// Stands in the place of pwa/wallet/paths/paper.ts in the looking build: what is asked today, as if verified.

import type { ListedPaper, PaperRequest } from '../../../pwa/wallet/paths/paper.ts';
import { aDeclaration } from './declaration.ts';
import { aRequest } from './fixture.ts';
import { id } from './made-up.ts';
import { declarationAddress, requestText } from './signed.ts';

const isEmpty = () => new URLSearchParams(location.search).get('state') === 'empty';
const party = { fr: 'Service mobilité d’Essai', en: 'Trial City mobility' };

export const listPaper = async (): Promise<readonly ListedPaper[]> =>
  isEmpty()
    ? []
    : [
        { declaration: id('e'), title: aDeclaration.title, party },
        {
          declaration: id('f'),
          title: { fr: 'Trajets du matin', en: 'Morning trips' },
          party: { fr: 'Réseau de bus', en: 'Bus network' },
        },
      ];

export const readPaper = async (): Promise<PaperRequest> => ({
  party,
  declaration: aDeclaration,
  detail: null,
  record: declarationAddress,
});

export const paperOfAsk = (): PaperRequest | null => {
  if (isEmpty()) return null;
  const { detail } = aRequest(false) as Pick<PaperRequest, 'detail'>;
  return { party, declaration: aDeclaration, detail, record: requestText };
};
