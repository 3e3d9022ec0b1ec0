import { describe, expect, it } from 'vitest';
import { atrsRecord } from '../../../policy/export/atrs.ts';
import type { Draft } from '../../../policy/export/draft.ts';
import { dutchRecord } from '../../../policy/export/dutch.ts';
import { importAtrs } from '../../../policy/export/import-atrs.ts';
import { importDutch } from '../../../policy/export/import-dutch.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { missingFrom } from '../../../policy/publication.ts';
import { aDeclaration } from '../../support/a-declaration.ts';
import { someDigest } from '../../support/builders.ts';
import { declared } from '../../support/declared.ts';

/** A record as the Dutch register gives it out, markup and all; what it tells is made up. */
const dutch = {
  name: 'Parkeerplaats zoeken',
  organization: 'Gemeente Voorbeeld',
  description_short: '<p>Zoekt een vrije plaats.</p>',
  category: ['Verkeer'],
  status: 'In gebruik',
  begin_date: '2026-03',
  contact_email: 'vragen@voorbeeld.nl',
  publication_category: 'Hoog-risico AI-systeem',
  proportionality: '<div><p>Minder rondrijden.</p><p>Minder&nbsp;lawaai.</p></div>',
  human_intervention: 'Een medewerker kijkt mee.',
  lawful_basis_grouping: [{ title: 'Wegenverkeerswet 1994', link: 'https://wetten.overheid.nl/BWBR0006622' }],
  process_index_url: 'https://voorbeeld.nl/register',
  impacttoetsen_grouping: [
    { title: 'Data Protection Impact Assessment (DPIA)', link: 'javascript:alert(1)' },
  ],
  publiccode: 'geen',
  lang: 'NLD',
  standard_version: '1.0',
};

/** Flat, as the standard's first data model has it. */
const flat = {
  name: 'School places',
  description: 'Helps to give out places in schools.',
  contact_email: 'places@council.example',
  organisation: 'Example Council',
  senior_responsible_owner: 'Head of admissions',
  external_supplier: 'Example Ltd',
  external_supplier_identifier: '01234567',
  benefit: 'Fewer appeals.',
  phase: 'production',
  impact_assessment_name: 'Data protection impact assessment',
  impact_assessment_date: '31/12/2025',
  risk_name: 'Error',
  risk_description: 'A wrong address gives a wrong place.',
  risk_mitigation: 'Addresses are checked.',
  model_type: 'rules',
};

const all = await declared();
const missed = ({ missing }: Draft): string[] => missing.map(({ field }) => field);

describe('a draft from a record of the Dutch register', () => {
  const made = importDutch(dutch);

  it('takes over what it understands, each text in its own language', () => {
    expect(made.draft).toEqual({
      title: { nl: 'Parkeerplaats zoeken' },
      summary: { nl: 'Zoekt een vrije plaats.' },
      controller: { name: { nl: 'Gemeente Voorbeeld' }, contact: { email: 'vragen@voorbeeld.nl' } },
      status: 'active',
      validFrom: '2026-03-01',
      necessity: { nl: 'Minder rondrijden.\nMinder lawaai.' },
      legalBasis: [{ article: 'Wegenverkeerswet 1994', lawUrl: 'https://wetten.overheid.nl/BWBR0006622' }],
      aiActClass: 'high-risk',
      impactAssessments: [{ kind: 'DPIA' }],
      sources: { ropaUrl: 'https://voorbeeld.nl/register' },
    });
  });

  it('lists all that is missing, with why it is asked and by which text', () => {
    for (const field of [
      'inputs',
      'notServed',
      'refusal',
      'contest',
      'retention',
      'human',
      'legalBasis.iri',
    ]) {
      expect(
        missed(made).some((found) => found === field || found.startsWith(`${field}.`)),
        field,
      ).toBe(true);
    }
    expect(made.missing.every(({ why, standard }) => why.fr !== '' && why.en !== '' && standard !== '')).toBe(
      true,
    );
  });

  it('names what it could not place', () => {
    expect(made.left).toContain('human_intervention');
    expect(made.left).not.toContain('name');
  });

  it('takes no address that is none', () => {
    expect(JSON.stringify(made.draft)).not.toMatch(/javascript|geen/);
  });
});

describe('a draft from a record of the UK standard', () => {
  it('is made from the flat form', () => {
    const made = importAtrs(flat);
    expect(made.draft).toEqual({
      title: { en: 'School places' },
      summary: { en: 'Helps to give out places in schools.' },
      controller: { name: { en: 'Example Council' }, contact: { email: 'places@council.example' } },
      accountableRole: { en: 'Head of admissions' },
      processors: [{ name: { en: 'Example Ltd' }, legalId: '01234567' }],
      status: 'active',
      necessity: { en: 'Fewer appeals.' },
      impactAssessments: [{ kind: 'DPIA', date: '2025-12-31' }],
      risks: [
        {
          text: { en: 'A wrong address gives a wrong place.' },
          mitigation: { en: 'Addresses are checked.' },
        },
      ],
    });
    expect(missed(made)).toContain('title.fr');
    expect(made.left).toContain('model_type');
  });

  it('tells « no supplier » from silence', () => {
    expect(importAtrs({ name: 'x', external_supplier_involvement: false }).draft.processors).toEqual([]);
    expect(importAtrs({ name: 'x' }).draft.processors).toBeUndefined();
  });
});

describe('what goes out and comes back', () => {
  it.each(all)('of « %s » is the same, and lacks nothing that came along', (_, declaration) => {
    const of = { declaration, digest: someDigest('declaration record'), relay: 'https://relais.example' };
    const fromUk = importAtrs(JSON.parse(JSON.stringify(atrsRecord(of))));
    expect(fromUk.draft.title).toEqual({ en: declaration.title.en });
    expect(fromUk.draft.processors).toHaveLength(declaration.processors.length);
    expect(fromUk.draft.status).toBe(declaration.status);
    const fromNl = importDutch(JSON.parse(JSON.stringify(dutchRecord(of))));
    expect(fromNl.draft.title).toEqual({ en: declaration.title.en });
    for (const { missing } of [fromUk, fromNl]) {
      const fields = missing.map(({ field }) => field);
      expect(fields).toContain('title.fr');
      expect(fields).not.toContain('title.en');
      expect(fields.length).toBeGreaterThan(20);
    }
  });

  it('lacks nothing once a person has filled in the rest', () => {
    const { draft } = importDutch(dutch);
    expect(missingFrom({ ...draft, ...aDeclaration() })).toEqual([]);
  });
});

describe('a record that is none', () => {
  it.each([null, 3, 'text', [], {}])('such as %j makes no draft', (record) => {
    expect(() => importDutch(record)).toThrow(PolicyFault);
    expect(() => importAtrs(record)).toThrow(PolicyFault);
  });

  it('is refused when it is too deep or too wide', () => {
    const deep = Array.from({ length: 20 }).reduce<object>((inner) => ({ inner }), { name: 'x' });
    expect(() => importDutch(deep)).toThrow('levels');
    const wide = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`field-${at}`, 'x']));
    expect(() => importAtrs(wide)).toThrow('fields');
  });
});
