import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../policy/declaration.ts';
import { endReasons } from '../../../policy/denial.ts';
import { consentReceipt, placeText, type ReceiptAbout } from '../../../policy/export/consent-receipt.ts';
import { type ConsentFacts, endStateOf } from '../../../policy/export/consent-record.ts';
import { consentSchema } from '../../../policy/export/consent-schema.ts';
import { traceFaults } from '../../../policy/export/consent-trace.ts';
import { aDeclaration } from '../../support/a-declaration.ts';
import { aParty, someDigest } from '../../support/builders.ts';
import { declared, grantUnder } from '../../support/declared.ts';
import { cases } from './a-receipt.ts';
import { copyOf, ended, factsOf, faultsOf, type Loose, place, without } from './checked.ts';
import { namesIn, unknownTerms } from './expand.ts';

const all = await declared();

const aUse = (declaration: Declaration): ReceiptAbout => ({
  kind: 'use',
  use: {
    record: someDigest('access'),
    seq: 2,
    at: '2026-11-22T09:00:12Z',
    purpose: grantUnder(declaration).scope.purpose,
    facts: grantUnder(declaration).scope.facts.map(({ key }) => key),
    act: 'released',
  },
});

it('is looked at under each declaration of the demonstration', () => {
  const kinds = ['bike-grant', 'fare', 'information', 'research-project', 'route-offers', 'scoring'];
  const folders = all.map(([folder]) => folder);
  expect(kinds.filter((kind) => !folders.includes(kind))).toEqual([]);
});

describe.each(all)('a receipt under the declaration « %s »', (_, declaration) => {
  const things: [string, ConsentFacts, ReceiptAbout][] = [
    ['the yes', factsOf(declaration), { kind: 'grant' }],
    ['its end', factsOf(declaration, ended), { kind: 'termination' }],
    ['a use', factsOf(declaration), aUse(declaration)],
  ];

  it.each(things)('for %s is one after ISO/IEC TS 27560', (_what, facts, about) => {
    const receipt = consentReceipt(facts, about, place);
    expect(faultsOf(receipt)).toEqual([]);
    expect(traceFaults(copyOf(receipt))).toEqual([]);
  });

  it.each(things)(
    'for %s reads as linked data, without a network, in words that DPV 2.3 has',
    async (_what, facts, about) => {
      const names = await namesIn(consentReceipt(facts, about, place));
      expect(unknownTerms(names)).toEqual([]);
      expect(names).toContain('https://w3id.org/dpv#ConsentReceipt');
      expect(names.some((name) => name.startsWith('https://w3id.org/dpv/pd#'))).toBe(true);
    },
  );
});

const record = ['dpv:hasRecordOfActivity', 0] as const;
const process = [...record, 'dpv:hasProcess', 0] as const;
const data = [...process, 'dpv:hasPersonalData', 0] as const;
const controller = [...record, 'dpv:hasEntity', 0] as const;
const event = [...record, 'dpv:hasConsentStatus', 0] as const;

/** The 25 mandatory fields of the standard, by its own names, and where each stands. */
const mandatory: [field: string, ...path: (string | number)[]][] = [
  ['schema version', ...record, 'dct:conformsTo'],
  ['record id', ...record, 'dct:identifier'],
  ['receipt id', 'dct:identifier'],
  ['pii principal id', ...record, 'dpv:hasDataSubject'],
  ['privacy notice', ...record, 'dpv:hasNotice'],
  ['language', ...record, 'dct:language'],
  ['purpose', ...process, 'dpv:hasPurpose'],
  ['pii information', ...process, 'dpv:hasPersonalData'],
  ['pii controllers', ...process, 'dpv:hasDataController'],
  ['storage locations', ...process, 'dpv:hasStorageCondition', 0],
  ['retention period', ...process, 'dpv:hasStorageCondition', 1],
  ['jurisdiction', ...process, 'dpv:hasJurisdiction'],
  ['recipient third parties', ...process, 'dpv:hasRecipient'],
  ['withdrawal method', ...process, 'dpv:hasConsentControl'],
  ['pii type', ...data, 'skos:broader'],
  ['party id', ...controller, 'dpv:hasIdentifier'],
  ['party name', ...controller, 'dpv:hasName'],
  ['party address', ...controller, 'schema:address'],
  ['party contact', ...controller, 'schema:contactPoint'],
  ['party type', ...controller, '@type', 0],
  ['event time', ...event, 'dpv:isIndicatedAtTime'],
  ['validity duration', ...event, 'dpv:hasDuration'],
  ['entity id', ...event, 'dpv:isIndicatedBy'],
  ['event type', ...event, '@type', 1],
  ['event state', ...event, '@type', 0],
];

/** The ten that claiming GDPR makes mandatory. */
const underGdpr: [field: string, ...path: (string | number)[]][] = [
  ['lawful basis', ...process, 'dpv:hasLegalBasis'],
  ['collection method', ...data, 'dpv:hasDataSource'],
  ['processing method', ...process, 'dpv:hasProcessing'],
  ['processing location', ...process, 'dpv:hasProcessingCondition'],
  ['geographic restrictions', ...process, 'dpv:hasRule'],
  ['privacy rights', ...process, 'dpv:hasRight'],
  ['authority party', ...process, 'dpv:hasAuthority'],
  ['pii optional', ...data, 'dpv:hasNecessity'],
  ['special pii category', ...data, 'vav:isSpecialCategory'],
  ['party role', ...controller, '@type', 1],
];

const oneRetention = aDeclaration({ retention: aDeclaration().retention.slice(0, 1) });
const good = (): Loose => copyOf(consentReceipt(factsOf(oneRetention), { kind: 'grant' }, place));

describe('the schema', () => {
  it('asks for 25 fields, and for ten more where GDPR is claimed', () => {
    expect(mandatory).toHaveLength(25);
    expect(underGdpr).toHaveLength(10);
    expect(faultsOf(good())).toEqual([]);
  });

  it.each([...mandatory, ...underGdpr])('rejects a receipt without « %s »', (_field, ...path) => {
    expect(faultsOf(without(good(), path))).not.toEqual([]);
  });

  it('rejects what it does not know', () => {
    expect(faultsOf({ ...good(), value: 18_450 })).not.toEqual([]);
    const told = good();
    const [first] = (told['dpv:hasRecordOfActivity'] as Loose[]).flatMap(
      (entry) => entry['dpv:hasProcess'] as Loose[],
    );
    Object.assign(first as Loose, { 'rdf:value': 18_450 });
    expect(faultsOf(told)).not.toEqual([]);
  });

  it('rejects a receipt for a use that tells no use, and one for an end that tells none', () => {
    expect(faultsOf({ ...good(), 'vav:about': 'use' })).not.toEqual([]);
    expect(faultsOf({ ...good(), 'vav:about': 'termination' })).not.toEqual([]);
  });

  it('rejects a receipt of an organisation that tells no address', () => {
    const facts = factsOf(aDeclaration(), { party: aParty({ contact: { email: 'velo@ville.example' } }) });
    expect(faultsOf(consentReceipt(facts, { kind: 'grant' }, null)).join()).toContain('schema:address');
  });
});

describe('what stands outside the code', () => {
  const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const page = read('docs/formats/consent-record.md');

  it('is the schema as a file that others can use', () => {
    expect(JSON.parse(read('docs/formats/consent-receipt.schema.json'))).toEqual(copyOf(consentSchema));
  });

  it('is a page that opens with a whole receipt, the very one that the code makes', () => {
    expect(page).toMatch(/^# [^\n]+\n\n```json\n/);
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    expect(JSON.parse(example)).toEqual(copyOf(cases[0]?.receipt ?? {}));
  });

  it('is a table of all 44 fields, with the mandatory ones marked as the tests have them', () => {
    const rows = page.split('\n').flatMap((line) => {
      const [, field, mark] = /^\| ([a-z ]+) \| ([MG]?) ?\| /.exec(line) ?? [];
      return field === undefined || field === 'member' ? [] : [[field, mark] as const];
    });
    expect(rows).toHaveLength(44);
    const marked = (mark: string) =>
      rows
        .filter(([, of]) => of === mark)
        .map(([field]) => field)
        .sort();
    expect(marked('M')).toEqual(mandatory.map(([field]) => field).sort());
    expect(marked('G')).toEqual(underGdpr.map(([field]) => field).sort());
  });

  it('names every member of a receipt', () => {
    const prose = page.replace(/```[\s\S]*?```/g, '');
    for (const member of Object.keys(cases[0]?.receipt ?? {})) expect(prose).toContain(`\`${member}\``);
  });

  it('is a file of vectors: the schema takes each, and the bad stories are told apart', () => {
    const vectors = JSON.parse(read('test/vectors/consent-receipt.json')) as { cases: typeof cases };
    expect(vectors.cases).toEqual(copyOf({ cases })['cases']);
    for (const { receipt, faults } of vectors.cases) {
      expect(faultsOf(receipt)).toEqual([]);
      expect(traceFaults(receipt)).toEqual(faults);
    }
  });
});

describe('the name of a receipt', () => {
  it('is the same each time, and another for each thing that happened', () => {
    const name = (of: ConsentFacts, about: ReceiptAbout) => consentReceipt(of, about, null)['@id'];
    const names = [
      name(factsOf(oneRetention), { kind: 'grant' }),
      name(factsOf(oneRetention, ended), { kind: 'termination' }),
      name(factsOf(oneRetention, { end: { state: 'ConsentExpired', at: '2026-12-22T10:05:00Z' } }), {
        kind: 'termination',
      }),
      name(factsOf(oneRetention), aUse(oneRetention)),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(name(factsOf(oneRetention, { madeAt: '2026-12-05T08:00:00Z' }), { kind: 'grant' })).toBe(names[0]);
  });

  it('is followed on paper by the digest and the place in the log, and by nothing else', () => {
    expect(placeText('https://relais.example', place)).toBe(
      `https://relais.example/log/checkpoint#${place.digest}.7.9`,
    );
  });
});

describe('an end', () => {
  it('is a withdrawal when the person ends it, a revocation when somebody else does', () => {
    expect(Object.fromEntries(endReasons.map((reason) => [reason, endStateOf(reason)]))).toEqual({
      'grant-withdrawn': 'ConsentWithdrawn',
      'grant-narrowed': 'ConsentWithdrawn',
      'grant-expired': 'ConsentExpired',
      'grant-used': 'ConsentExpired',
      'grant-terminated': 'ConsentRevoked',
      'party-closed': 'ConsentRevoked',
    });
  });
});
