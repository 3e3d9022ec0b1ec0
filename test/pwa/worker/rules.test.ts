import { describe, expect, it } from 'vitest';
import { runRules } from '../../../pwa/wallet/worker/rules.worker.ts';

const rules = (amount: string) =>
  JSON.stringify({
    revenu: { titre: 'Revenu', question: 'Votre revenu ?', unité: '€/an', 'par défaut': '0 €/an' },
    aide: { titre: 'Aide', 'applicable si': 'revenu <= 30000 €/an', unité: '€', valeur: amount },
  });
const facts = [
  { key: 'reference-income', value: 12_000, unit: '€/an', source: 'self', date: '2026-11-21' },
] as const;
const inputs = [{ key: 'reference-income', ruleInput: 'revenu' }] as const;
const question = { hash: 'a', text: rules('300 €'), inputs, facts, places: [], entryPoints: ['aide'] };

describe('the worker', () => {
  it('gives the results of the rules on the facts', () => {
    expect(runRules('evaluate', question)).toMatchObject({
      evaluation: { results: [{ key: 'aide', value: 30_000, unit: 'cent' }] },
    });
  });

  it('keeps the engine of a hash, and takes another for another', () => {
    runRules('evaluate', question);
    expect(runRules('evaluate', { ...question, text: 'not read again' })).toMatchObject({
      evaluation: { results: [{ value: 30_000 }] },
    });
    expect(runRules('evaluate', { ...question, hash: 'b', text: rules('400 €') })).toMatchObject({
      evaluation: { results: [{ value: 40_000 }] },
    });
  });

  it('answers with a code, and never with what was typed, when rules or facts do not fit', () => {
    expect(runRules('evaluate', { ...question, hash: 'c', text: 'no rules' })).toMatchObject({
      code: 'rules-invalid',
    });
    const answer = runRules('evaluate', { ...question, entryPoints: ['nothing'] });
    expect(answer).toMatchObject({ code: 'evaluation-failed' });
    expect(JSON.stringify(answer)).not.toContain('12000');
  });
});
