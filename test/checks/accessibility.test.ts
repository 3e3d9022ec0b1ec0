import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { criteria, nowhere, topics } from './accessibility/criteria.ts';
import { evidence } from './accessibility/evidence.ts';
import { declaration, declarationFile, judges, titlesIn, unborne } from './accessibility/write.ts';

describe('the declaration of accessibility', () => {
  it('names all criteria A and AA of WCAG 2.2, each once, and says something of each', () => {
    expect(new Set(criteria.map(({ id }) => id)).size).toBe(55);
    expect(criteria.filter(({ level }) => level === 'A')).toHaveLength(31);
    expect(
      criteria
        .filter(({ tests, person, absent }) => tests.length === 0 && !person && !absent)
        .map(({ id }) => id),
    ).toEqual([]);
    // What is absent is neither tested nor left to a person.
    expect(
      criteria
        .filter(({ tests, person, absent }) => absent && (tests.length > 0 || person))
        .map(({ id }) => id),
    ).toEqual([]);
  });

  it('names no test that is not there', () => {
    expect(unborne()).toEqual([]);
    expect(unborne(() => '').length).toBeGreaterThan(5);
    // A title that is only mentioned, skipped or a part of another is none.
    for (const [, { title }] of Object.entries(evidence))
      for (const text of [
        `// it('${title}', () => {`,
        `it.skip('${title}', () => {`,
        `it('x ${title}', () => {`,
      ])
        expect(titlesIn(text)).not.toContain(title);
    expect(titlesIn("it('a', () => {\n  ])(\n 'b %s', async")).toEqual(['a', 'b %s']);
  });

  it('says that there is nothing of a topic only where no page holds any of it', () => {
    const silent = Object.keys(topics).filter(
      (number) => !criteria.some((one) => judges(one, Number(number))),
    );
    expect(silent).toEqual(Object.keys(nowhere));
    const pages = ['pwa', 'relay/room'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(?:tsx?|js|html)$/.test(name))
        .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
    );
    for (const holds of Object.values(nowhere)) expect(pages.filter((text) => holds.test(text))).toEqual([]);
    expect(nowhere[2]?.test('<iframe src="/aide">')).toBe(true);
  });

  it('is the page that is in docs', () => {
    expect(readFileSync(declarationFile, 'utf8')).toBe(declaration());
  });
});
