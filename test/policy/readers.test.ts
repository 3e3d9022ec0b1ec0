import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessText, readAccess } from '../../policy/access.ts';
import { readCalculation, readCalculationContent } from '../../policy/calculation.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { readDeclaration } from '../../policy/declaration.ts';
import { readFact } from '../../policy/fact.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { readGrant } from '../../policy/grant.ts';
import { readHandover } from '../../policy/handover.ts';
import { readLabel } from '../../policy/label.ts';
import { readMandate } from '../../policy/mandate.ts';
import { readParty } from '../../policy/party.ts';
import { readPause } from '../../policy/pause.ts';
import { readPreference } from '../../policy/preference.ts';
import { readLogReceipt, readReceipt } from '../../policy/receipt.ts';
import { readRefusal } from '../../policy/refusal.ts';
import { readRequest } from '../../policy/request.ts';
import { readRevocation } from '../../policy/revocation.ts';
import { readStatement } from '../../policy/statement.ts';
import { readThread } from '../../policy/thread.ts';
import { readView } from '../../policy/view.ts';
import { aDeclaration } from '../support/a-declaration.ts';
import { aHandover } from '../support/a-handover.ts';
import { aMandate, anEndedMandate, aPaperMandate } from '../support/a-mandate.ts';
import { aRequest } from '../support/a-request.ts';
import { aThread } from '../support/a-thread.ts';
import { anAccess } from '../support/an-access.ts';
import {
  aCalculation,
  aContent,
  aFact,
  aGrant,
  aLabel,
  aLogReceipt,
  aParty,
  aPause,
  aReceipt,
  aRefusal,
  aRevocation,
  aStatement,
  aView,
} from '../support/builders.ts';

/** Every word that is read from unknown input, with a right body and the code of its fault. */
const words: [name: string, read: (body: unknown) => unknown, body: object, code: string][] = [
  ['party', readParty, aParty(), 'party-invalid'],
  ['label', readLabel, aLabel(), 'label-invalid'],
  ['declaration', readDeclaration, aDeclaration(), 'declaration-invalid'],
  ['request', readRequest, aRequest(), 'request-invalid'],
  ['grant', readGrant, aGrant(), 'grant-invalid'],
  ['refusal', readRefusal, aRefusal(), 'refusal-invalid'],
  ['revocation', readRevocation, aRevocation(), 'revocation-invalid'],
  ['pause', readPause, aPause(), 'pause-invalid'],
  ['mandate', readMandate, aMandate(), 'mandate-invalid'],
  ['end of a mandate', readMandate, anEndedMandate(), 'mandate-invalid'],
  ['mandate on paper', readMandate, aPaperMandate(), 'mandate-invalid'],
  ['handover', readHandover, aHandover(), 'handover-invalid'],
  ['statement', readStatement, aStatement(), 'statement-invalid'],
  ['calculation', readCalculation, aCalculation(), 'calculation-invalid'],
  ['content of a calculation', readCalculationContent, aContent(), 'calculation-invalid'],
  ['receipt', readReceipt, aReceipt(), 'receipt-invalid'],
  ['log receipt', readLogReceipt, aLogReceipt(), 'receipt-invalid'],
  ['record of access', (body) => readAccess(canonicalText(body)), anAccess(), 'access-invalid'],
  ['opening of a thread', readThread, aThread(), 'thread-invalid'],
  ['view', readView, aView(), 'view-invalid'],
  ['fact', readFact, aFact('commune'), 'fact-invalid'],
  [
    'preference',
    readPreference,
    { fact: '*', role: 'private', purpose: '*', answer: 'never', automatic: false },
    'preference-invalid',
  ],
];

function faultOf(act: () => unknown): PolicyFault | undefined {
  try {
    act();
  } catch (fault) {
    if (fault instanceof PolicyFault) return fault;
    throw fault;
  }
  return undefined;
}

describe.each(words)('a %s', (_name, read, body, code) => {
  it('is read as it was written', () => {
    expect(read(structuredClone(body))).toEqual(body);
  });

  it('has no field that is not in its format', () => {
    for (const name of ['extra', 'constructor', 'toString', 'hasOwnProperty']) {
      const fault = faultOf(() => read({ ...body, [name]: 1 }));
      expect(fault?.code).toBe(code);
      expect(`${fault?.message}`).not.toContain(name);
    }
    const polluted = JSON.parse(`{"__proto__":{"v":1},${JSON.stringify(body).slice(1)}`) as unknown;
    expect(faultOf(() => read(polluted))?.code).toBe(code);
  });

  it('lacks no field that its format demands', () => {
    const optional = new Set(['key', 'reason', 'unit']);
    for (const name of Object.keys(body).filter((field) => !optional.has(field))) {
      const { [name]: _, ...rest } = body as Record<string, unknown>;
      const fault = faultOf(() => read(rest));
      expect(fault?.code, name).toBe(code);
      expect(fault?.message, name).toContain(name);
    }
  });

  it('has no field of another type', () => {
    const strange = [undefined, null, true, 3.5, -1, '', ' ', 'x'.repeat(70_000), [], {}, [[]], ['x']];
    for (const name of Object.keys(body)) {
      const right = (body as Record<string, unknown>)[name];
      // The shape of a path is the engine's: see evaluate.
      if (name === 'path') continue;
      for (const value of strange) {
        if (JSON.stringify(value) === JSON.stringify(right)) continue;
        const fault = faultOf(() => read({ ...body, [name]: value }));
        // Some fields may be null, true, a number or an empty list: then the value is kept, and nothing else happened.
        if (fault === undefined) expect(isPlain(value), `${name}: ${JSON.stringify(value)}`).toBe(true);
        else
          expect(fault.code).toMatch(new RegExp(`^(${code}|fact-invalid|canonical-invalid|view-invalid)$`));
      }
    }
  });

  it('is nothing but an object', () => {
    for (const value of [undefined, null, 'text', 7, [], [body], true]) {
      const fault = faultOf(() => read(value));
      expect(fault?.code).toMatch(new RegExp(`^(${code}|canonical-invalid)$`));
    }
  });

  it('is refused, never misread, whatever comes in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(faultOf(() => read(value))?.code).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });

  it('is refused when it is nested too deep or too long, without being read', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50; level += 1) deep = { deep };
    const long = Array.from({ length: 600 }, () => 1);
    for (const value of [deep, long]) {
      const fault = faultOf(() => read({ ...body, extra: value }));
      expect(fault?.code).toBe(code);
    }
  });

  it('keeps found values out of its faults', () => {
    for (const name of Object.keys(body)) {
      const fault = faultOf(() => read({ ...body, [name]: 'Zyzzyva-secret' }));
      expect(`${fault?.message} ${fault?.where}`).not.toContain('Zyzzyva');
    }
  });
});

const isPlain = (value: unknown): boolean =>
  value === null ||
  typeof value === 'boolean' ||
  typeof value === 'number' ||
  (Array.isArray(value) && (value.length === 0 || typeof value[0] !== 'object')) ||
  (typeof value === 'object' && Object.keys(value).length === 0);

describe('an access record', () => {
  it('is one canonical line without a proof of its own', () => {
    expect(accessText(anAccess())).toBe(canonicalText(anAccess()));
    expect(accessText(anAccess())).not.toContain('\n"');
    expect(faultOf(() => readAccess(`${accessText(anAccess())}\n`))?.code).toBe('canonical-invalid');
  });
});
