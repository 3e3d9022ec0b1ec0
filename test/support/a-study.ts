/** A manifest that is right in every field, each changeable by name: the demonstration's own study, in a fixed week. */
import { mobilityStudy } from '../../docs/examples/mobility-study/study.ts';
import type { Study } from '../../policy/study.ts';
import { regieId, someDigest, someId } from './builders.ts';

export const researcherId = someDigest('university that asks');
export const helperId = someDigest('university that helps');

export const someOperators = {
  leader: {
    party: regieId,
    name: { fr: 'Régie de données', en: 'Data trust' },
    legalId: 'regie',
    url: 'https://relais.example/dap',
  },
  issuer: {
    party: regieId,
    name: { fr: 'Régie de données', en: 'Data trust' },
    legalId: 'regie',
    url: 'https://relais.example',
  },
  helpers: [
    {
      party: helperId,
      name: { fr: 'Université voisine', en: 'University next door' },
      legalId: '193500010',
      url: 'https://universite.example/dap',
    },
  ],
};

export const someTimes = {
  opens: '2026-12-01T08:00:00Z',
  closes: '2026-12-08T08:00:00Z',
  releaseAt: '2026-12-09T08:00:00Z',
  destroyAt: '2026-12-31T08:00:00Z',
  precisionSeconds: 3600,
};

export const aStudy = (changes: Partial<Study> = {}): Study => ({
  v: 1,
  type: 'study',
  id: someId('study'),
  at: '2026-11-28T08:00:00Z',
  by: researcherId,
  ...mobilityStudy(someOperators, someTimes),
  ...changes,
});
