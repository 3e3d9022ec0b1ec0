import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64url } from '../../crypto/encode.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import {
  actsFor,
  afterMandateEnd,
  type GivenMandate,
  helpActs,
  helperKinds,
  isMandateLive,
  judgeHelp,
  type MandateStanding,
  mandateStanding,
  paperLabel,
  paperText,
  readMandate,
  warrantLabel,
  warrantText,
} from '../../policy/mandate.ts';
import { spokenLines, spokenText } from '../../policy/mandate-text.ts';
import { dayMs, periodDays } from '../../policy/period.ts';
import { readRevocation } from '../../policy/revocation.ts';
import { readingEase } from '../pwa/words/reading-ease.ts';
import { aMandate, anEndedMandate, aPaperMandate } from '../support/a-mandate.ts';
import { aRevocation, someDigest, someId, someSignature } from '../support/builders.ts';
import vectors from '../vectors/mandate.json' with { type: 'json' };

const refused = (body: object) => expect(() => readMandate(body));
const acts = fc.subarray([...helpActs], { minLength: 1 });
const kinds = fc.constantFrom(...helperKinds);
const days = fc.constantFrom(...periodDays);

/** Every mandate that some choice of fields makes; whether it may be read is another thing. */
const anyMandate = fc.record({ acts, kind: kinds, days }).map(({ acts: chosen, kind, days: length }) => {
  const { warrant, ...rest } = aMandate({
    acts: chosen,
    days: length,
    helper: { key: someDigest('key of a helper'), kind },
  });
  return (chosen.includes('stop') ? { ...rest, warrant } : rest) as GivenMandate;
});

const isRead = (body: unknown): boolean => {
  try {
    readMandate(body);
    return true;
  } catch {
    return false;
  }
};

describe('a mandate', () => {
  it('is read as it was written, given by a key, given on paper, and ended', () => {
    for (const body of [aMandate(), aPaperMandate(), anEndedMandate()])
      expect(readMandate(structuredClone(body))).toEqual(body);
    const atCounter = { ...anEndedMandate(), counter: someDigest('counter') } as Record<string, unknown>;
    delete atCounter['key'];
    expect(readMandate(atCounter)).toEqual(atCounter);
  });

  it('never lets a relative stand beside a yes, whatever else it says', () => {
    fc.assert(
      fc.property(anyMandate, (given) => {
        const isForRelative = given.helper.kind === 'relative';
        expect(isRead(given)).toBe(!(isForRelative && given.acts.includes('decide')));
      }),
    );
    expect(actsFor.relative).not.toContain('decide');
  });

  it('names its acts once, in one order, and at least one', () => {
    refused(aMandate({ acts: ['stop', 'see'] })).toThrow('order');
    refused(aMandate({ acts: ['see', 'see', 'stop'] })).toThrow('acts');
    refused({ ...aMandate(), acts: [] }).toThrow('acts');
    refused({ ...aMandate(), acts: ['see', 'grant'] }).toThrow('acts');
  });

  it('lasts a day, a month, half a year or a year, and nothing else', () => {
    for (const length of [0, 2, 366, 10_000]) refused({ ...aMandate(), days: length }).toThrow('days');
  });

  it('carries a warrant exactly when the helper may stop', () => {
    const { warrant: _, ...without } = aMandate();
    refused(without).toThrow('warrant');
    refused(aMandate({ acts: ['see'] })).toThrow('warrant');
  });

  it('is given by the mailbox’s key or on paper, never by both and never by nobody', () => {
    const { key: _, ...keyless } = aMandate();
    refused(keyless).toThrow('key');
    refused({ ...aPaperMandate(), key: someDigest('a key') }).toThrow('key');
    const { key: __, ...endless } = anEndedMandate();
    refused(endless).toThrow('key');
    refused({ ...anEndedMandate(), counter: someDigest('counter') }).toThrow('key');
  });

  it('on paper is a professional’s, and lets nothing be filled in or decided', () => {
    refused(aPaperMandate({ helper: { key: someDigest('k'), kind: 'relative' } })).toThrow('professional');
    refused(aPaperMandate({ acts: ['see', 'stop', 'decide'] })).toThrow('on paper');
    const { signature: _, ...unsigned } = aPaperMandate().paper as unknown as Record<string, unknown>;
    refused({ ...aPaperMandate(), paper: unsigned }).toThrow('paper');
  });

  it('says what the mailbox’s key warrants in one text that names mailbox, mandate and key', () => {
    const { by, id, helper } = aMandate();
    expect(warrantText({ mailbox: by, mandate: id, key: helper.key })).toBe(
      `{"key":"${helper.key}","mailbox":"${by}","mandate":"${id}"}`,
    );
  });
});

/** A second judge, written another way: the minutes one by one, the acts as a table. */
function naiveJudge(
  given: { acts: readonly string[]; days: number },
  keptMs: number,
  endedMs: number | undefined,
  act: string,
  nowMs: number,
): boolean {
  if (act !== 'see' && act !== 'stop') return false;
  if (given.acts.indexOf(act) < 0) return false;
  if (endedMs !== undefined) return false;
  return Math.floor((nowMs - keptMs) / 86_400_000) < given.days;
}

const anyAct = fc.constantFrom(...helpActs, 'grant', 'pause', 'envelope', '', 'constructor');
const keptMs = Date.parse('2026-11-21T10:20:00Z');

describe('what a helper may do at the relay', () => {
  it('is told alike by two judges', () => {
    fc.assert(
      fc.property(
        anyMandate,
        anyAct,
        fc.integer({ min: 0, max: 400 * 24 * 60 }),
        fc.option(fc.nat(1000), { nil: undefined }),
        (given, act, minutes, ended) => {
          const nowMs = keptMs + minutes * 60_000;
          const endedMs = ended === undefined ? undefined : keptMs + ended * 60_000;
          const standing = mandateStanding(given, keptMs);
          const now = endedMs === undefined ? standing : afterMandateEnd(standing, endedMs);
          const isAllowed = judgeHelp(now, act, nowMs) === null;
          expect(isAllowed).toBe(naiveJudge(given, keptMs, endedMs, act, nowMs));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is nothing without a mandate', () => {
    fc.assert(
      fc.property(anyAct, (act) => {
        expect(judgeHelp(undefined, act, keptMs)).toBe('mandate-unknown');
      }),
    );
  });

  it('is at most what the mandate names, and never a yes, a pause or a value', () => {
    fc.assert(
      fc.property(anyMandate, anyAct, (given, act) => {
        if (judgeHelp(mandateStanding(given, keptMs), act, keptMs) !== null) return;
        expect(given.acts).toContain(act);
        expect(['see', 'stop']).toContain(act);
      }),
    );
  });

  it('ends no later when it arrives late: its last day is the one that was read aloud', () => {
    const given = aMandate({ at: '2026-11-21T00:00:00Z', days: 1 });
    const fromMs = Date.parse(given.at);
    for (const lateMs of [dayMs, dayMs + 1, 2 * dayMs])
      expect(mandateStanding(given, fromMs + lateMs).untilMs).toBe(fromMs + 2 * dayMs);
    expect(mandateStanding(given, fromMs + dayMs - 1).untilMs).toBe(fromMs + 2 * dayMs - 1);
  });

  it('is over from the instant of its end or of its last day, for good', () => {
    const standing = mandateStanding(aMandate({ days: 1 }), keptMs);
    expect(isMandateLive(standing, keptMs + dayMs - 1)).toBe(true);
    expect(judgeHelp(standing, 'see', keptMs + dayMs)).toBe('mandate-over');
    const ended = afterMandateEnd(standing, keptMs + 60_000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), helpArbitrary(), (later, act) => {
        expect(judgeHelp(ended, act, keptMs + later * dayMs)).toBe('mandate-over');
      }),
    );
  });

  it('is ended once: a second end changes nothing', () => {
    const first = afterMandateEnd(mandateStanding(aMandate(), keptMs), keptMs + 1);
    expect(afterMandateEnd(first, keptMs + 999)).toBe(first);
  });

  it('does not widen by anything that happens to it', () => {
    fc.assert(
      fc.property(anyMandate, fc.nat(10), (given, ended) => {
        const standing: MandateStanding = mandateStanding(given, keptMs);
        expect(afterMandateEnd(standing, keptMs + ended).acts).toEqual(given.acts);
      }),
    );
  });
});

const helpArbitrary = () => fc.constantFrom(...helpActs);

describe('a stop by a helper', () => {
  const mandate = { id: someId('mandate'), warrant: someSignature('warrant') };

  it('names the mandate and shows its warrant', () => {
    expect(readRevocation({ ...aRevocation(), mandate })).toMatchObject({ mandate });
    expect(() => readRevocation({ ...aRevocation(), mandate: { id: mandate.id } })).toThrow('mandate');
  });

  it('is never one by the card', () => {
    const { key: _, ...byCard } = aRevocation({ by: 'stop' });
    expect(() => readRevocation({ ...byCard, mandate })).toThrow('mandate');
  });
});

describe('the text that is read aloud', () => {
  it('is made of the fields alone, one sentence for each act, with its last day', () => {
    expect(spokenLines(aMandate(), 'fr')).toEqual([
      'Un proche m’aide.',
      'Cette personne peut voir mes accords et qui a regardé. Elle ne voit pas mes données.',
      'Cette personne peut arrêter un accord pour moi.',
      'Cela dure 31 jours, jusqu’au 22 décembre 2026.',
      'Chaque fois que cette personne agit, c’est noté et je peux le voir. Je peux arrêter cette aide quand je veux, sans dire pourquoi.',
    ]);
    expect(spokenText(aMandate({ days: 1 }), 'en')).toContain('This lasts 1 day, until 22 November 2026.');
  });

  it('is another one as soon as one field that it tells is another', () => {
    const texts = new Set<string>();
    let count = 0;
    for (const kind of helperKinds)
      for (const length of periodDays)
        for (const lang of ['fr', 'en'] as const)
          for (const chosen of fc.sample(acts, { numRuns: 30, seed: 7 })) {
            count += 1;
            texts.add(spokenText(aMandate({ acts: chosen, days: length, helper: { key: '', kind } }), lang));
          }
    const sets = new Set(fc.sample(acts, { numRuns: 30, seed: 7 }).map(String)).size;
    expect(count).toBeGreaterThan(texts.size);
    expect(texts.size).toBe(helperKinds.length * periodDays.length * 2 * sets);
  });

  it('says on paper what paper is, and is easy to read', () => {
    expect(spokenText(aPaperMandate(), 'fr')).toContain('J’ai signé une feuille.');
    const everything = spokenText({ ...aPaperMandate(), acts: helpActs, at: '2026-11-01T08:00:00Z' }, 'fr');
    expect(readingEase(everything.split('\n'))).toBeGreaterThanOrEqual(80);
  });
});

describe('the vectors of the mandate', () => {
  it.each(vectors.spoken)(
    'hold the words of %o',
    ({ at, kind, acts: chosen, days: length, lang, isOnPaper, text, digest }) => {
      const said = spokenText(
        {
          at,
          days: length as GivenMandate['days'],
          acts: chosen as GivenMandate['acts'],
          helper: { kind: kind as GivenMandate['helper']['kind'] },
          ...(isOnPaper ? { paper: {} } : {}),
        },
        lang as 'fr' | 'en',
      );
      expect(said).toBe(text);
      expect(createHash('sha256').update(said).digest('base64url')).toBe(digest);
    },
  );

  it('hold a warrant that the mailbox’s key has signed', async () => {
    await readySodium();
    const { label, text, mailbox, mandate, helperKey: key, mailboxKey, signature } = vectors.warrant;
    expect(label).toBe(warrantLabel);
    expect(text).toBe(warrantText({ mailbox, mandate, key }));
    const [bytes, signer] = [fromBase64url(signature), fromBase64url(mailboxKey)];
    expect(verifyRecord(label, text, bytes, signer)).toBe(true);
    expect(verifyRecord('vav/mandate/1', text, bytes, signer)).toBe(false);
  });

  it('hold what the mailbox’s key signs on paper, which is no warrant', async () => {
    await readySodium();
    const { label, text, mailbox, mandate, helperKey: key, grant, mailboxKey, signature } = vectors.paper;
    expect(label).toBe(paperLabel);
    expect(text).toBe(paperText({ mailbox, mandate, key, grant }));
    const [bytes, signer] = [fromBase64url(signature), fromBase64url(mailboxKey)];
    expect(verifyRecord(label, text, bytes, signer)).toBe(true);
    expect(verifyRecord(warrantLabel, text, bytes, signer)).toBe(false);
  });
});
