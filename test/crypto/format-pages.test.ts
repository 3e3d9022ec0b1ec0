import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const vectors = readdirSync(new URL('../vectors/', import.meta.url))
  .filter((name) => name.endsWith('.json'))
  // As values, so that quotes inside a record are not escaped.
  .map((name) => texts(JSON.parse(read(`test/vectors/${name}`))).join('\n'))
  .join('\n');

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

const pages = [
  'signature',
  'seal',
  'envelope-padding',
  'keyslots',
  'kit-code',
  'stop-card',
  'log',
  'note',
  'proof-file',
  'fork',
  'witness',
  'statement',
  'symmetry',
  'dap',
  'token',
  'account',
  'backup',
  'meeting',
];

describe('the pages of the byte formats', () => {
  it.each(pages)('%s opens with its example', (page) => {
    expect(read(`docs/formats/${page}.md`)).toMatch(/^# .+\n\n```/);
  });

  // Whoever changes a format and makes the vectors anew must write its page anew too.
  it.each(pages)('%s shows only bytes that the code made', (page) => {
    const text = read(`docs/formats/${page}.md`);
    const examples = [...text.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]{16,})`/g)].map(([, block, inline]) =>
      (block ?? inline)?.replaceAll('\\n', '\n'),
    );
    const long = examples.flatMap((example) => example?.match(/[A-Za-z0-9_+/=-]{27,}/g) ?? []);
    if (page !== 'envelope-padding') expect(long.length).toBeGreaterThan(0);
    expect(long.filter((bytes) => !vectors.includes(bytes))).toEqual([]);
  });

  it('every label of the code stands in the table of the room', () => {
    const table = read('crypto/README.md');
    const names = readdirSync(new URL('../../crypto/', import.meta.url)).filter((name) =>
      name.endsWith('.ts'),
    );
    const labels = names.flatMap((name) => read(`crypto/${name}`).match(/(?<=['`])vav\/[a-z-]+\/1/g) ?? []);
    expect(labels.length).toBeGreaterThan(10);
    for (const label of labels.filter((label) => label !== 'vav/grant/1')) expect(table).toContain(label);
  });
});
