// A slip with a grant as long as real ones: keys, digests and signature at their full size, three kinds of data.

import { writeStopCode } from '../../crypto/stop-card.ts';
import { spokenText } from '../../policy/mandate-text.ts';
import { joinRecord, type Lang, recordLine } from '../../policy/record.ts';
import type { Slip } from '../../relay/kit/paper-grant.ts';
import { aGrant, someBytes } from './builders.ts';

/** Any twenty bytes. */
const stopSeed = Uint8Array.from({ length: 20 }, (_, at) => (at * 89 + 166) & 255);
const facts = ['commune', 'reference-income', 'household-persons'] as const;
const origin = 'https://relais.ville-de-rade.example';

export function aSlip(lang: Lang, changed: Partial<Slip> = {}): Slip {
  const grant = aGrant({
    scope: {
      purpose: 'aid',
      facts: facts.map((key) => ({ key, precision: 'exact' })),
      actions: ['read'],
    },
  });
  const code = writeStopCode(stopSeed);
  const spokenOf = {
    at: '2026-11-21T10:00:00Z',
    acts: ['see', 'stop'] as const,
    days: 365 as const,
    helper: { kind: 'professional' as const },
    paper: {},
  };
  return {
    lang,
    party: { fr: 'Ville de Rade', en: 'City of Rade' }[lang],
    title: { fr: 'Aide au vélo', en: 'Bike grant' }[lang],
    purpose: 'aid',
    facts,
    until: '2027-11-21T10:00:00Z',
    help: { acts: ['see', 'stop'], until: '2027-11-21T10:00:00Z' },
    alternative: { fr: 'Guichet vélo, 1 place du Marché', en: 'Bike counter, 1 place du Marché' }[lang],
    contact: ['05 00 00 00 01', 'contact@rade.example'],
    confirm: 'K7M4PX',
    stop: { link: `${origin}/stop#${code}`, code },
    grant: joinRecord(recordLine(grant), { kind: 'ed25519', value: someBytes('signature', 64) }),
    mandate: 'not on the page',
    spoken: spokenText(spokenOf, lang),
    ...changed,
  };
}
