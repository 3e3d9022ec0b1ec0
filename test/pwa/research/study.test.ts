import { beforeAll, describe, expect, it } from 'vitest';
import { ReadFault } from '../../../pwa/research/link/fault.ts';
import { shownStudyOf } from '../../../pwa/research/link/study.ts';
import { readShelf, search } from '../../../pwa/research/paths/study.ts';
import { aShelf, type Shelved, type ShelvedStudy } from '../../support/research/fixture.ts';

const nowMs = Date.parse('2026-11-28T12:00:00Z');
let shelf: Shelved;

beforeAll(async () => {
  shelf = await aShelf(nowMs, ['open', 'released']);
});

const told = (study: ShelvedStudy) => ({
  record: study.record,
  operations: [],
  followUps: study.followUps.map((record) => ({ record })),
  state: study.state,
  release: study.release !== undefined,
});
const read = (studies: readonly ShelvedStudy[]) => readShelf(studies.map(told).map(shownStudyOf));

describe('the shelf of studies', () => {
  it('holds each manifest under the digest of its own text, newest first', () => {
    const { studies, unreadable } = read(shelf.studies);
    expect(studies.map(({ digest }) => digest)).toEqual(shelf.studies.map(({ digest }) => digest));
    expect(studies.map(({ state, isReleased }) => [state, isReleased])).toEqual([
      ['open', false],
      ['released', true],
    ]);
    expect(unreadable).toBe(0);
  });

  it('counts what is no manifest, and shows the others', () => {
    const [open, released] = shelf.studies as [ShelvedStudy, ShelvedStudy];
    const broken = { ...open, record: open.record.replace('"helper"', '"helfer"') };
    expect(read([broken, released])).toMatchObject({ unreadable: 1, studies: [{ digest: released.digest }] });
  });

  it('takes words about what became of a study from its own researchers only, and about this study only', () => {
    const [open, released] = shelf.studies as [ShelvedStudy, ShelvedStudy];
    const lent = { ...open, followUps: released.followUps };
    expect(read([lent]).studies[0]?.followUps).toEqual([]);
    expect(read([released]).studies[0]?.followUps[0]?.said.text.fr).toContain('piste');
  });

  it.each([
    [[]],
    [null],
    [{ record: 1 }],
    [{ record: 'a', operations: [], followUps: [], state: 'gone' }],
    [{ record: 'a', operations: [], followUps: 'b', state: 'open' }],
  ])('believes no answer of another shape: %j', (value) => {
    expect(() => shownStudyOf(value)).toThrow(ReadFault);
  });
});

describe('a search', () => {
  it('finds every word, whatever its accents and capitals, in the language that is read', () => {
    const { studies } = read(shelf.studies);
    const count = (typed: string, lang: 'fr' | 'en' = 'fr') => search(studies, typed, lang).length;
    expect(count('')).toBe(2);
    expect(count('TRAJETS distance')).toBe(2);
    expect(count('universite')).toBe(2);
    expect(count('trajets lune')).toBe(0);
    expect(count('trajets', 'en')).toBe(0);
    expect(count('bus missing', 'en')).toBe(2);
  });
});
