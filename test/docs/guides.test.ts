import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readingEase } from '../pwa/words/reading-ease.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}docs/guides/`;
const guides = readdirSync(folder).map((name) => ({ name, text: readFileSync(folder + name, 'utf8') }));
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
};

describe('the guides', () => {
  it('are one for each kind of person, and all are in the index', () => {
    const index = guides.find(({ name }) => name === 'README.md')?.text ?? '';
    const named = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(
      guides
        .map(({ name }) => name)
        .filter((name) => name !== 'README.md')
        .toSorted(),
    );
    expect(named).toHaveLength(6);
  });

  it('lead nowhere that is not there', () => {
    const links = guides.flatMap(({ name, text }) =>
      [...text.matchAll(/(?:\]\(|src=")([^)#"\s]+)/g)]
        .map(([, link]) => link ?? '')
        .filter((link) => !/^https?:/.test(link))
        .map((link) => ({ name, link })),
    );
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter(({ link }) => !existsSync(new URL(link, `file://${folder}`)))).toEqual([]);
  });

  it('name no command that npm does not know', () => {
    const commands = guides.flatMap(({ text }) =>
      [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name ?? ''),
    );
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('are short for residents: one page of easy words', () => {
    const text = guides.find(({ name }) => name === 'habitants.md')?.text ?? '';
    const running = text
      .split('\n')
      .filter((line) => /^(?:[-\d]|\w|« )/.test(line) && !line.startsWith('<'))
      .map((line) => line.replaceAll(/[*`#[\]()|]|^\d+\. |^- /g, '').trim())
      .filter((line) => line.split(/\s+/).length >= 5);
    expect(running.length).toBeGreaterThan(15);
    expect(text.split(/\s+/).length).toBeLessThan(650);
    expect(readingEase(running)).toBeGreaterThanOrEqual(80);
  });
});
