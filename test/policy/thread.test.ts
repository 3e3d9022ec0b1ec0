import { describe, expect, it } from 'vitest';
import { PolicyFault } from '../../policy/fault.ts';
import { namesIn } from '../../policy/thread/name.ts';
import { answerReasons, openingReasons, outcomes, threadKinds } from '../../policy/thread/reason.ts';
import {
  maxThreadTextBytes,
  readThreadText,
  type ThreadText,
  threadBinding,
  threadPlain,
} from '../../policy/thread/text.ts';
import { groupOf, isByOpener, readThread } from '../../policy/thread.ts';
import { aDeclaration } from '../support/a-declaration.ts';
import { anAnswerTo, aThread } from '../support/a-thread.ts';
import { cityId, operatorId, someDigest, someId } from '../support/builders.ts';

const codeOf = (read: () => unknown): string => {
  try {
    read();
  } catch (fault) {
    if (fault instanceof PolicyFault) return fault.code;
    throw fault;
  }
  return 'read';
};

describe('an opening', () => {
  it('gives a reason that fits its kind, and no other', () => {
    for (const kind of threadKinds) {
      for (const [other, reasons] of Object.entries(openingReasons)) {
        for (const reason of reasons) {
          const isOwn = (openingReasons[kind] as readonly string[]).includes(reason);
          const opening = aThread({ kind, reason });
          expect(
            codeOf(() => readThread(opening)),
            `${kind} ${other} ${reason}`,
          ).toBe(isOwn ? 'read' : 'thread-invalid');
        }
      }
    }
  });

  it('names a record under a grant only, and has to when it is about one', () => {
    const target = { what: 'result', digest: null, name: null } as const;
    expect(codeOf(() => readThread(aThread({ target })))).toBe('thread-invalid');
    expect(codeOf(() => readThread(aThread({ target, grant: null })))).toBe('read');
    const anchored = { ...target, digest: someDigest('calculation record') };
    expect(codeOf(() => readThread(aThread({ target: anchored, grant: null })))).toBe('thread-invalid');
    const mismatch = { kind: 'report', reason: 'result-differs' } as const;
    expect(codeOf(() => readThread(aThread({ ...mismatch, target: anchored })))).toBe('read');
    expect(codeOf(() => readThread(aThread({ ...mismatch, target, grant: null })))).toBe('thread-invalid');
  });

  it('can be made by somebody who has no account and is affected by place', () => {
    const place = { what: 'place', digest: null, name: null } as const;
    const opening = aThread({ grant: null, declaration: null, reason: 'affected', target: place });
    expect(readThread(opening)).toEqual(opening);
  });

  it('of a deletion names the grant that ended', () => {
    const target = { what: 'declaration', digest: null, name: null } as const;
    const opening = { kind: 'deletion', reason: 'after-withdrawal', target } as const;
    expect(codeOf(() => readThread(aThread(opening)))).toBe('read');
    expect(codeOf(() => readThread(aThread({ ...opening, grant: null })))).toBe('thread-invalid');
  });

  it('is the first of its own thread', () => {
    expect(codeOf(() => readThread(aThread({ thread: someId('another') })))).toBe('thread-invalid');
  });
});

describe('an answer', () => {
  it('without outcome, reason code, next step or text is incomplete', () => {
    for (const act of ['answer', 'paper'] as const) {
      const { public: told, ...rest } = anAnswerTo();
      const body: Record<string, unknown> =
        act === 'answer' ? { ...rest, public: told } : { ...rest, act, sentOn: '2026-12-02' };
      expect(codeOf(() => readThread(body))).toBe('read');
      for (const field of ['outcome', 'reason', 'nextStep', 'sealedDigest']) {
        const { [field]: _, ...without } = body;
        expect(
          codeOf(() => readThread(without)),
          field,
        ).toBe('answer-incomplete');
        expect(
          codeOf(() => readThread({ ...body, [field]: null })),
          field,
        ).toBe('answer-incomplete');
        expect(
          codeOf(() => readThread({ ...body, [field]: '' })),
          field,
        ).toBe('answer-incomplete');
      }
    }
  });

  it('that does not give what was asked for says where one can go', () => {
    for (const outcome of outcomes) {
      const [reason] = answerReasons[outcome];
      const isWhole = outcome === 'upheld' || outcome === 'done';
      expect(codeOf(() => readThread(anAnswerTo({ outcome, reason })))).toBe(
        isWhole ? 'read' : 'answer-incomplete',
      );
      expect(codeOf(() => readThread(anAnswerTo({ outcome, reason, nextStep: 'cnil' })))).toBe('read');
    }
  });

  it('gives a reason that fits its outcome', () => {
    const odd = anAnswerTo({ outcome: 'rejected', reason: 'fact-corrected', nextStep: 'cnil' });
    expect(codeOf(() => readThread(odd))).toBe('thread-invalid');
  });

  it('is the party’s act, and replying the opener’s', () => {
    expect(isByOpener(readThread(anAnswerTo()))).toBe(false);
    expect(isByOpener(readThread(aThread()))).toBe(true);
  });
});

describe('a group', () => {
  it('holds contests on the same thing of the same declaration', () => {
    const one = aThread();
    const other = aThread({
      id: someId('other'),
      thread: someId('other'),
      grant: someId('other grant'),
      reason: 'fact-old',
    });
    expect(groupOf(one)).toBe(groupOf(other));
    const { target } = one;
    for (const changed of [
      { party: operatorId },
      { declaration: someDigest('another declaration') },
      { target: { ...target, name: 'commune' } },
      { target: { ...target, what: 'rule' } },
    ] as const)
      expect(groupOf(aThread(changed))).not.toBe(groupOf(one));
  });
});

describe('a name in the clear', () => {
  it('is one that the declaration has in public', () => {
    const names = namesIn(aDeclaration());
    expect(names).toContain('bike-price');
    expect(names).toContain('vélo . prix');
    expect(names).toContain('aides . montant');
    expect(names).not.toContain('Nour');
  });
});

describe('the text of a thread', () => {
  const text: ThreadText = {
    v: 1,
    lang: 'fr',
    text: 'Le prix n’est pas le bon.',
    corrected: {
      inputs: [{ key: 'vélo . prix', value: 900 }],
      results: [{ key: 'aides . montant', value: 27000, unit: 'cent' }],
    },
    evidence: [],
    place: null,
    contact: null,
  };

  it('reads back as it was written', () => {
    expect(readThreadText(threadPlain(text))).toEqual(text);
  });

  it('says something', () => {
    for (const empty of ['', ' ', '\n'])
      expect(codeOf(() => threadPlain({ ...text, text: empty }))).toBe('thread-invalid');
  });

  it('fits what is sealed', () => {
    const long = Array.from({ length: 2 }, () => 'x'.repeat(40_000));
    expect(codeOf(() => threadPlain({ ...text, evidence: long }))).toBe('thread-invalid');
    expect(threadPlain({ ...text, evidence: ['x'.repeat(40_000)] }).length).toBeLessThan(maxThreadTextBytes);
  });

  it('belongs to one act of one thread with one party', () => {
    const named = { thread: someId('thread'), id: someId('act'), party: cityId };
    const others = [{ thread: someId('x') }, { id: someId('x') }, { party: operatorId }];
    for (const other of others) expect(threadBinding({ ...named, ...other })).not.toBe(threadBinding(named));
  });
});
