import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LangText } from '../../policy/record.ts';
import fr from '../../pwa/words/fr.json' with { type: 'json' };
import { cards, levelTitles } from '../../pwa/workshop/content/cards.ts';
import { scenarioContent } from '../../pwa/workshop/content/scenarios.ts';
import { plan } from '../../pwa/workshop/content/sheets.ts';
import { steps } from '../../pwa/workshop/content/steps.ts';
import { runParty } from '../../relay/kit/command.ts';
import { readingEase } from '../pwa/words/reading-ease.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}docs/guides/`;
const guides = readdirSync(folder).map((name) => ({ name, text: readFileSync(folder + name, 'utf8') }));
const guide = (wanted: string): string => guides.find(({ name }) => name === wanted)?.text ?? '';
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
};
/** Every page for people, guides included. */
const pages = globSync(['README.md', '{docs,policy,crypto,relay,pwa}/**/*.md'], { cwd: root }).map(
  (name) => ({
    name,
    text: readFileSync(root + name, 'utf8'),
  }),
);

/** How GitHub names a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
const anchorsIn = (text: string): string[] => [
  ...[...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    anchorOf(heading ?? ''),
  ),
  ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id ?? ''),
];
/** Links of a page that lead to no file of the project, or to no heading of that file. */
function deadLinks({ name, text }: { readonly name: string; readonly text: string }): string[] {
  const links = [...text.matchAll(/(?:\]\(|src=")([^)"\s]+)/g)].map(([, link]) => link ?? '');
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? name : join(dirname(name), path);
    if (!existsSync(root + file)) return true;
    const target = file === name ? text : anchor === undefined ? '' : readFileSync(root + file, 'utf8');
    return anchor !== undefined && !anchorsIn(target).includes(anchor);
  });
}

const partyCommands = (text: string): string[] =>
  [...text.matchAll(/npm run (?:--silent )?party -- ([\w-]+)/g)].map(([, name]) => name ?? '');

const asRead = (text: string): string =>
  text
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')
    .trim()
    .toLowerCase();
const titles: LangText[] = [steps, cards, plan, scenarioContent].flatMap((content) =>
  Object.values(content)
    .flatMap((entry) => (Array.isArray(entry) ? entry : [entry]))
    .map(({ title }) => title),
);
const shown: ReadonlySet<string> = new Set(
  [...Object.values(fr), ...[...titles, ...Object.values(levelTitles)].map((title) => title.fr)].map(asRead),
);
/** In bold with a capital letter, and no name of anything on a screen. */
const spoken = new Set(['Sur une tablette prêtée', 'Sans téléphone', 'CSV', 'JSON']);
/** What a guide says that one can read on a screen: quoted, or in bold with a capital letter and no final point. */
const namesIn = (text: string): string[] => [
  ...[...text.matchAll(/«\s([^»]*?)\s»/g)].map(([, name]) => name ?? ''),
  ...[...text.matchAll(/\*\*(\p{Lu}[^*]*[^*.])\*\*/gu)].map(([, name]) => name ?? ''),
];
const unshown = (text: string): string[] =>
  namesIn(text).filter((name) => !spoken.has(name) && !shown.has(asRead(name)));

describe('the guides', () => {
  it('are one for each kind of person, and all are in the index', () => {
    const index = guide('README.md');
    const named = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(
      guides
        .map(({ name }) => name)
        .filter((name) => name !== 'README.md')
        .toSorted(),
    );
    expect(named).toHaveLength(6);
  });

  it('name no command that npm does not know', () => {
    const commands = guides.flatMap(({ text }) =>
      [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name ?? ''),
    );
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it.each(['habitants.md', 'mediateurs.md'])('%s quotes only what stands on a screen or a sheet', (name) => {
    expect(namesIn(guide(name)).length).toBeGreaterThan(10);
    expect(unshown(guide(name))).toEqual([]);
  });

  it('are found faulty where a screen has another name', () => {
    const text = guide('habitants.md');
    expect(unshown(text.replace('**Qui a regardé**', '**Qui a lu**'))).toEqual(['Qui a lu']);
    expect(unshown(text.replace('« Mes proches »', '« Mes aides »'))).toEqual(['Mes aides']);
    // Nobody keeps a word in the list that no guide says.
    const said = ['habitants.md', 'mediateurs.md'].flatMap((name) => namesIn(guide(name)));
    expect([...spoken].filter((word) => !said.includes(word))).toEqual([]);
  });

  it('are short for residents: one page of easy words', () => {
    const text = guide('habitants.md');
    const running = text
      .split('\n')
      .filter((line) => /^(?:[-\d]|\w|« )/.test(line) && !line.startsWith('<'))
      .map((line) => line.replaceAll(/[*`#[\]()|]|^\d+\. |^- /g, '').trim())
      .filter((line) => line.split(/\s+/).length >= 5);
    expect(running.length).toBeGreaterThan(15);
    expect(text.replaceAll(/<img[^>]*>/g, '').split(/\s+/).length).toBeLessThan(630);
    expect(readingEase(running)).toBeGreaterThanOrEqual(80);
  });
});

describe('every page for people', () => {
  it('leads nowhere that is not there, to no file and to no heading', () => {
    expect(pages.length).toBeGreaterThan(100);
    expect(pages.flatMap(({ text }) => text.match(/\.md#/g) ?? []).length).toBeGreaterThan(5);
    expect(
      pages.map((page) => ({ name: page.name, dead: deadLinks(page) })).filter(({ dead }) => dead.length > 0),
    ).toEqual([]);
  });

  it('is found faulty where a link leads to another file or heading', () => {
    const page = { name: 'docs/operating.md', text: readFileSync(`${root}docs/operating.md`, 'utf8') };
    const link = 'formats/account.md#a-code-becomes-a-person';
    expect(page.text).toContain(`(${link})`);
    for (const wrong of ['formats/account.md#a-code-is-a-person', 'formats/accounts.md', '#nowhere'])
      expect(deadLinks({ ...page, text: page.text.replace(link, wrong) })).toEqual([wrong]);
  });

  it('shows each picture of its folder', () => {
    const all = pages.map(({ text }) => text).join('\n');
    const pictures = readdirSync(`${root}docs/images`);
    expect(pictures.length).toBeGreaterThan(3);
    expect(pictures.filter((name) => !all.includes(`images/${name}"`))).toEqual([]);
  });
});

describe('what is said of the command of parties', () => {
  let known: string[];

  beforeAll(async () => {
    const told: string[] = [];
    const desk = { note: (text: string) => void told.push(text) } as Parameters<typeof runParty>[1];
    await runParty(['help'], desk);
    known = [...told.join('\n').matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name ?? '');
  });

  it('names no part of it that is not there', () => {
    const named = pages.flatMap(({ text }) => partyCommands(text));
    expect(known.length).toBeGreaterThan(10);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('is found faulty where a part has another name', () => {
    const text = guide('agents.md').replace('party -- undelivered', 'party -- unread');
    expect(partyCommands(text).filter((name) => !known.includes(name))).toEqual(['unread']);
  });
});
