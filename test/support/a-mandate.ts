import { createHash } from 'node:crypto';
import { type EndedMandate, type GivenMandate, newestTemplate } from '../../policy/mandate.ts';
import { spokenText } from '../../policy/mandate-text.ts';
import { aMailbox, cityId, someDigest, someId, someSignature } from './builders.ts';

/** The digest of what its fields say: a test that changes fields gets the text that belongs to them. */
export function withText(given: GivenMandate): GivenMandate {
  const { lang } = given.text;
  const digest = createHash('sha256').update(spokenText(given, lang)).digest('base64url');
  return { ...given, text: { template: newestTemplate, lang, digest } };
}

export const aMandate = (changes: Partial<GivenMandate> = {}): GivenMandate =>
  withText({
    v: 1,
    type: 'mandate',
    id: someId('mandate'),
    at: '2026-11-21T10:20:00Z',
    by: aMailbox,
    key: someDigest('pairwise key of Nour'),
    act: 'give',
    n: 1,
    helper: { key: someDigest('key of a daughter'), kind: 'relative' },
    acts: ['see', 'stop'],
    days: 31,
    text: { template: newestTemplate, lang: 'fr', digest: someDigest('text') },
    warrant: someSignature('warrant'),
    ...changes,
  });

/** Given at a counter: no key of the mailbox, which was thrown away, but the counter's. */
export function aPaperMandate(changes: Partial<GivenMandate> = {}): GivenMandate {
  const { key: _, ...rest } = aMandate({
    helper: { key: someDigest('record key of the counter'), kind: 'professional' },
    paper: {
      counter: cityId,
      sheetDigest: someDigest('scanned sheet'),
      grant: someDigest('grant record'),
      signature: someSignature('paper'),
    },
  });
  return withText({ ...rest, ...changes });
}

export const anEndedMandate = (changes: Partial<EndedMandate> = {}): EndedMandate => ({
  v: 1,
  type: 'mandate',
  id: someId('end of a mandate'),
  at: '2026-11-25T18:40:00Z',
  by: aMailbox,
  key: someDigest('pairwise key of Nour'),
  act: 'end',
  mandate: someId('mandate'),
  ...changes,
});
