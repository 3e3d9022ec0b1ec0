import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../policy/declaration.ts';
import { atrsRecord } from '../../../policy/export/atrs.ts';
import { citiesRecord, uuidOf } from '../../../policy/export/cities.ts';
import { linkedDeclaration } from '../../../policy/export/dpv.ts';
import { dutchRecord } from '../../../policy/export/dutch.ts';
import { explicitNotice } from '../../../policy/export/explicit-notice.ts';
import { exportAs, exportForms } from '../../../policy/export/forms.ts';
import type { Published } from '../../../policy/export/published.ts';
import { registerCsv } from '../../../policy/export/register.ts';
import { aDeclaration } from '../../support/a-declaration.ts';
import { someDigest } from '../../support/builders.ts';
import { declared } from '../../support/declared.ts';
import { namesIn, unknownTerms } from './expand.ts';
import standards from './standards.json' with { type: 'json' };

const all = await declared();
const published = (declaration: Declaration): Published => ({
  declaration,
  digest: someDigest('declaration record'),
  relay: 'https://relais.example',
});

/** One field as its standard describes it: names, lengths and permitted values, written down from the standards' own files. */
interface Field {
  readonly type: string;
  readonly max?: number;
  readonly min?: number;
  readonly values?: readonly string[];
  readonly required?: boolean;
  readonly items?: Readonly<Record<string, { readonly max?: number; readonly required?: boolean }>>;
}

function schemaOf({ type, max, min, values, items }: Field): object {
  const text = { type: 'string', minLength: min ?? 1, ...(max === undefined ? {} : { maxLength: max }) };
  if (values !== undefined) return type === 'array' ? { type, items: { enum: values } } : { enum: values };
  if (items !== undefined) {
    return {
      type: 'array',
      items: {
        type: 'object',
        required: Object.keys(items).filter((name) => items[name]?.required),
        properties: Object.fromEntries(
          Object.entries(items).map(([name, inner]) => [name, schemaOf({ ...inner, type: 'string' })]),
        ),
        additionalProperties: false,
      },
    };
  }
  const forms: Record<string, string> = {
    uuid: '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    date: '^\\d{4}-\\d{2}-\\d{2}$',
    url: '^https?://',
    email: '^[^\\s@]+@[^\\s@]+$',
  };
  return type in forms ? { ...text, pattern: forms[type] } : text;
}

function faultsUnder(fields: Readonly<Record<string, Field>>, record: object): string[] {
  const schema = {
    type: 'object',
    required: Object.keys(fields).filter((name) => fields[name]?.required),
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)])),
    additionalProperties: false,
  };
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  const value = JSON.parse(JSON.stringify(record)) as unknown;
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const dutch: Readonly<Record<string, Field>> = standards.dutch;
const cities: Readonly<Record<string, Field>> = standards.cities;
const { attributes, sections } = standards.atrs;

describe.each(all)('the declaration « %s », taken away', (_, declaration) => {
  const of = published(declaration);

  it('is a record of the Dutch register 1.0, but for its language, which a translator must make Dutch', () => {
    expect(Object.keys(dutch)).toHaveLength(31);
    expect(faultsUnder(dutch, dutchRecord(of))).toEqual(['/lang must be equal to one of the allowed values']);
    expect(faultsUnder(dutch, { ...dutchRecord(of), lang: 'nld' })).toEqual([]);
  });

  it('is a record of the cities’ standard 0.3.1', () => {
    const faults = faultsUnder(cities, citiesRecord(of));
    const unsaid = declaration.aiActClass === null ? [" must have required property 'risk_category'"] : [];
    const unmailed =
      declaration.controller.contact.email === undefined
        ? [" must have required property 'contact_email'"]
        : [];
    expect(faults.sort()).toEqual([...unmailed, ...unsaid].sort());
  });

  it('is a record of the UK standard, in the sections of its template', () => {
    const record = JSON.parse(JSON.stringify(atrsRecord(of))) as {
      tier_1: Record<string, unknown>;
      tier_2: Record<string, Record<string, unknown>>;
    };
    const parts: Record<string, Record<string, unknown>> = { tier_1: record.tier_1, ...record.tier_2 };
    expect(Object.keys(parts)).toEqual(Object.keys(sections));
    const known = new Set([
      ...Object.keys(attributes),
      ...Object.values(sections).flat(),
      'external_suppliers',
    ]);
    const names = Object.values(parts).flatMap((part) => Object.keys(part));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    const needed = [
      'name',
      'description',
      'organisation',
      'scope',
      'benefit',
      'model_type',
      'phase',
      'appeals_and_review',
    ];
    expect(needed.filter((name) => !names.includes(name))).toEqual([]);
    for (const part of Object.values(parts))
      expect(JSON.stringify(part)).not.toMatch(/undefined|\[object|""/);
  });

  it('reads as linked data, without a network, in words that DPV 2.3 has', async () => {
    const names = await namesIn(linkedDeclaration(of));
    expect(unknownTerms(names)).toEqual([]);
    expect(names).toContain('https://w3id.org/dpv#hasPersonalData');
    expect(names).toContain('https://w3id.org/dpv#hasLegalBasis');
  });

  it('is one line of the register of processing', () => {
    const [head = [], line = [], ...more] = rowsOf(registerCsv([of]));
    expect(more).toEqual([]);
    expect(line).toHaveLength(head.length);
    const cell = (name: string) => line[head.findIndex((title) => title.startsWith(name))];
    expect(cell('Activité')).toBe(declaration.title.fr);
    for (const article of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      expect(head.filter((title) => title.includes(`(30.1.${article})`)).length).toBeGreaterThan(0);
    }
    expect(cell('Délais')).toContain(declaration.retention[0]?.what.fr ?? 'nothing');
  });

  it('has the mention of French law exactly when something is decided about people', () => {
    const notice = explicitNotice(of);
    const decides = declaration.decision.kind !== 'none' && declaration.decision.kind !== 'information';
    expect(notice !== null).toBe(decides);
    if (notice === null) return;
    for (const said of [
      'L. 311-3-1',
      'R. 311-3-1-1',
      declaration.controller.name.fr,
      'droit de demander les règles',
      'Cada',
      of.relay,
    ]) {
      expect(notice.fr).toContain(said);
    }
  });

  it('is the same each time', () => {
    for (const form of exportForms) expect(exportAs(form, of)).toEqual(exportAs(form, of));
  });
});

/** RFC 4180, read by hand. */
function rowsOf(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('a line of the register', () => {
  it('keeps commas, quotes and line ends inside their cells', () => {
    const title = { fr: 'Aide « vélo », dite "la prime"\nde la ville', en: 'x' };
    const [, line = []] = rowsOf(registerCsv([published(aDeclaration({ title }))]));
    expect(line[0]).toBe(title.fr);
  });

  it.each(['=1+1', '+33', '-2', '@now'])('makes « %s » text, so that no spreadsheet runs it', (start) => {
    const title = { fr: `${start} est un titre`, en: 'x' };
    const [, line = []] = rowsOf(registerCsv([published(aDeclaration({ title }))]));
    expect(line[0]).toBe(`'${title.fr}`);
  });
});

describe('a record for a register', () => {
  it('is cut where the register takes no more, and says that it is cut', () => {
    const long = { fr: 'mot '.repeat(150).trim(), en: 'word '.repeat(120).trim() };
    const base = aDeclaration();
    const many = aDeclaration({
      summary: long,
      notServed: [],
      risks: Array.from({ length: 20 }, () => ({ ...risk, text: long })),
    });
    expect(faultsUnder(dutch, { ...dutchRecord(published(many)), lang: 'nld' })).toEqual([]);
    expect(String(dutchRecord(published(many)).risks)).toMatch(/…$/);
    expect(String(dutchRecord(published(base)).description_short)).not.toMatch(/…$/);
  });

  it('says where a status, a class and a phase stand in the words of the other standard', () => {
    const words = (changes: Partial<Declaration>) => {
      const of = published(aDeclaration(changes));
      return [dutchRecord(of).status, citiesRecord(of).status];
    };
    expect(words({ status: 'planned' })).toEqual(['In ontwikkeling', 'planned']);
    expect(words({ status: 'active' })).toEqual(['In gebruik', 'operational']);
    expect(words({ status: 'retired' })).toEqual(['Buiten gebruik', 'retired']);
    expect(dutchRecord(published(aDeclaration({ aiActClass: 'high-risk' }))).publication_category).toBe(
      'Hoog-risico AI-systeem',
    );
  });

  it('writes an id as a UUID of the same bytes', () => {
    const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex').toString('base64url');
    expect(uuidOf(id)).toBe('00112233-4455-6677-8899-aabbccddeeff');
  });
});

const risk = {
  iri: 'https://w3id.org/dpv/risk#Bias',
  text: { fr: 'x', en: 'x' },
  groups: [],
  mitigation: { fr: 'x', en: 'x' },
  residual: 'low' as const,
};
