import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { randomId } from '../../../crypto/random.ts';
import type { DeclaredRules } from '../../../policy/declaration/logic.ts';
import { type Declaration, readDeclaration } from '../../../policy/declaration.ts';
import { dateText } from '../../../policy/instant.ts';
import { readParty } from '../../../policy/party.ts';
import { splitRecord } from '../../../policy/record.ts';
import { runParty } from '../../../relay/kit/command.ts';
import type { Desk } from '../../../relay/kit/desk.ts';
import { aDeclaration } from '../../support/a-declaration.ts';
import {
  aboutCity,
  admit,
  admittedCity,
  declarationBody,
  openTestHouse,
  origin,
  type TestHouse,
} from '../house.ts';
import { Voice } from '../thread-voice.ts';

let relay: TestHouse;
beforeAll(async () => {
  relay = await openTestHouse();
});
afterAll(() => relay.close());

let folder: string;
let said: string[];
let noted: string[];
let desk: Desk;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'party-'));
  said = [];
  noted = [];
  desk = {
    dataDir: join(folder, 'keys'),
    relay: origin,
    lang: 'fr',
    say: (text) => void said.push(text),
    note: (text) => void noted.push(text),
    fetch: (address, options) => relay.fetch(address.slice(origin.length), options),
    now: relay.clock.now,
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runParty(args, desk);
function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

async function admitted(): Promise<string> {
  expect(await run('new', file('about.json', aboutCity))).toBe(0);
  const id = said.at(-1) ?? '';
  expect((await admit(relay, id)).ok).toBe(true);
  return id;
}

describe('a party on the command line', () => {
  it('is made once: its keys are readable by nobody else, and never written over', async () => {
    const id = await admitted();
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(statSync(join(desk.dataDir, 'self.json')).mode & 0o777).toBe(0o600);
    const before = readFileSync(join(desk.dataDir, 'self.json'), 'utf8');
    expect(await run('new', file('about.json', aboutCity))).toBe(0);
    expect(said.at(-1)).toBe(id);
    expect(noted.at(-1)).toContain('it is admitted');
    expect(readFileSync(join(desk.dataDir, 'self.json'), 'utf8')).toBe(before);
  });

  it('is made known by the same call again when the relay was not there at the first', async () => {
    const there = desk;
    desk = { ...there, fetch: () => Promise.reject(new TypeError('no network')) };
    expect(await run('new', file('about.json', aboutCity))).toBe(1);
    const before = readFileSync(join(desk.dataDir, 'self.json'), 'utf8');
    desk = there;
    expect(await run('new', file('about.json', aboutCity))).toBe(0);
    expect(readFileSync(join(desk.dataDir, 'self.json'), 'utf8')).toBe(before);
    expect((await relay.fetch(`/party/${said.at(-1)}`)).status).toBe(200);
    expect((await admit(relay, said.at(-1) ?? '')).ok).toBe(true);
  });

  it('closes for good, today and when it says so, and asks nothing any more', async () => {
    const id = await admitted();
    const today = dateText(relay.clock.now());
    const size = (await relay.house.store.head()).size;
    expect(await run('close', '2031-01-01', '--yes')).toBe(2);
    expect(noted.at(-1)).toContain(today);
    expect(await run('close', today)).toBe(2);
    expect(noted.at(-1)).toContain('--yes');
    expect((await relay.house.store.head()).size).toBe(size);
    expect(await run('close', today, '--yes')).toBe(0);
    const { texts } = (await (await relay.fetch(`/party/${id}`)).json()) as { texts: string[] };
    expect(texts.map((text) => readParty(splitRecord(text).body).status)).toEqual(['open', 'closed']);
    expect(recordDigest(texts.at(-1) ?? '')).toBe(said.at(-1));
    expect(await run('declare', file('declaration.json', declarationBody()))).toBe(1);
    expect(noted.at(-1)).toContain('party-closed');
    expect(await run('close', today, '--yes')).toBe(1);
    expect(noted.at(-1)).toContain('party-closed');
  });

  it('is not made of what is no party: no keys are left behind', async () => {
    expect(await run('new', file('about.json', { ...aboutCity, role: 'emperor' }))).toBe(2);
    expect(noted.at(-1)).toContain('role');
    expect(existsSync(desk.dataDir)).toBe(false);
  });

  it('reads what a person wrote, answers it, and sees that it is answered', async () => {
    const city = await admittedCity(relay);
    mkdirSync(desk.dataDir);
    writeFileSync(join(desk.dataDir, 'self.json'), JSON.stringify({ keys: city.keys, record: city.record }));
    const voice = new Voice(relay, city);
    const opening = voice.opening();
    expect((await voice.post(opening)).status).toBe(201);
    expect(await run('threads')).toBe(0);
    const [thread = ''] = (said.at(-1) ?? '').split(' ');
    expect(said.at(-1)).toMatch(
      /^[\w-]{22} {2}\w+ \([\w-]+\) about \w+.*: asked, due before \d{4}-\d{2}-\d{2}\n {2}\S/,
    );
    expect(await run('answer', thread, file('receive.json', { act: 'receive' }))).toBe(0);
    const answered = {
      outcome: 'upheld',
      reason: 'rule-corrected',
      nextStep: 'none-needed',
      public: null,
      text: 'Nous avons corrigé la règle.',
    };
    expect(await run('answer', thread, file('answer.json', answered))).toBe(0);
    expect(await run('threads')).toBe(0);
    expect(noted.at(-1)).toBe('0 threads');
    expect(await run('threads', 'all')).toBe(0);
    expect(said.at(-1)).toContain(': answered,');
    expect(await run('answer', thread, file('wrong.json', { ...answered, reason: 'because' }))).toBe(2);
  });

  it('reads what a person says is right, where, and where to write to them', async () => {
    const city = await admittedCity(relay);
    mkdirSync(desk.dataDir);
    writeFileSync(join(desk.dataDir, 'self.json'), JSON.stringify({ keys: city.keys, record: city.record }));
    const voice = new Voice(relay, city);
    const id = randomId();
    const sealed = voice.seal(id, id, {
      v: 1,
      lang: 'fr',
      text: 'Une donnée est fausse',
      corrected: {
        inputs: [{ key: 'bike-price', value: 900 }],
        results: [{ key: 'aides . montant', value: 200, unit: '€' }],
      },
      evidence: [],
      place: 'Rue de la Gare',
      contact: { email: 'ada@example.org' },
    });
    const opening = voice.opening({ id, sealedDigest: toBase64url(sha256(sealed)) });
    expect((await voice.post({ ...opening, sealed: toBase64url(sealed) })).status).toBe(201);
    expect(await run('threads')).toBe(0);
    expect((said.at(-1) ?? '').split('\n').slice(1)).toEqual([
      '  Une donnée est fausse',
      '  should be: bike-price = 900',
      '  would give: aides . montant = 200 €',
      '  place: Rue de la Gare',
      '  write to: email ada@example.org',
    ]);
  });

  it('declares: what it prints is the digest under which anybody reads it', async () => {
    await admitted();
    expect(await run('declare', file('declaration.json', declarationBody()))).toBe(0);
    const response = await relay.fetch(`/declaration/${said.at(-1)}`);
    const { record } = (await response.json()) as { record: string };
    expect(readDeclaration(splitRecord(record).body).title.fr).toBe(declarationBody().title.fr);
    expect(noted.join('\n')).toMatch(/published, line \d+ of the log; \d+ of \d+ fields say something/);
  });

  it('is told what a later version does, and sends what pauses people only when it says so', async () => {
    await admitted();
    expect(await run('declare', file('declaration.json', declarationBody()))).toBe(0);
    const first = said.at(-1) ?? '';
    const path = join(folder, 'draft.json');
    expect(await run('draft', first, path)).toBe(0);
    expect(await run('draft', first, path)).toBe(2);
    const draft = JSON.parse(readFileSync(path, 'utf8')) as Declaration;
    expect(draft).toMatchObject({ previousHash: first, title: declarationBody().title });
    const entry = (version: string, of: 'log' | 'pause') => ({
      ...(draft.changelog[0] as Declaration['changelog'][number]),
      version,
      class: of,
    });
    const [kept] = draft.retention as [Declaration['retention'][number]];
    const shorter = {
      ...draft,
      version: '1.0.1',
      retention: [{ ...kept, days: kept.days - 30 }],
      changelog: [entry('1.0.1', 'log')],
    };
    noted = [];
    expect(await run('declare', file('shorter.json', shorter))).toBe(0);
    expect(noted.join('\n')).toMatch(
      /1 changes since version 1\.0\.0:\n {2}log {5}retention .*\(narrows\)\nonly noted/,
    );
    const second = said.at(-1) ?? '';
    expect(await run('draft', first)).toBe(0);
    const next = JSON.parse(said.at(-1) ?? '') as Declaration;
    expect(next.previousHash).toBe(second);
    const longer = {
      ...next,
      version: '2.0.0',
      retention: [{ ...kept, days: 2000, why: { fr: 'Contrôle', en: 'Audit' } }],
      changelog: [entry('2.0.0', 'pause')],
    };
    const size = (await relay.house.store.head()).size;
    noted = [];
    expect(await run('declare', file('longer.json', longer))).toBe(2);
    expect(noted.join('\n')).toMatch(/retention .*\(widens\)/);
    expect(noted.join('\n')).toContain('every yes to the versions before is suspended at once');
    expect(noted.at(-1)).toContain('--yes');
    expect((await relay.house.store.head()).size).toBe(size);
    expect(await run('declare', file('longer.json', longer), '--yes')).toBe(0);
    expect(said.at(-1)).toMatch(/^[\w-]{43}$/);
  });

  it('is told everything that is missing at once, and nothing is sent', async () => {
    await admitted();
    const { retention: _r, notServed: _n, contest: _c, ...rest } = declarationBody();
    const size = (await relay.house.store.head()).size;
    expect(await run('declare', file('declaration.json', { ...rest, contactAffected: null }))).toBe(2);
    const told = noted.join('\n');
    for (const field of ['retention', 'notServed', 'contest', 'contactAffected'])
      expect(told).toContain(`  ${field}: `);
    expect(told).toContain('Dites');
    expect(said).toHaveLength(1);
    expect((await relay.house.store.head()).size).toBe(size);
  });

  it('is told in which field a value has the wrong form, and never the value', async () => {
    await admitted();
    const body = { ...declarationBody(), readingLevel: 'secret value' };
    expect(await run('declare', file('declaration.json', body))).toBe(2);
    expect(noted.join('\n')).toContain('readingLevel');
    expect(noted.join('\n')).not.toContain('secret value');
  });

  it('that was not admitted yet is told so by the relay', async () => {
    expect(await run('new', file('about.json', aboutCity))).toBe(0);
    expect(await run('declare', file('declaration.json', declarationBody()))).toBe(1);
    expect(noted.at(-1)).toContain('party-not-admitted');
  });

  it('publishes rules with their cases, and is given what goes into the declaration', async () => {
    await admitted();
    const rules = { prix: { formule: 'base * 2', unité: '€' }, base: { valeur: '3 €' } };
    const cases = [
      { name: 'all', inputs: {}, expects: [{ key: 'prix', value: 600, unit: 'cent' }], isBoundary: false },
    ];
    const code = await run('publish-rules', file('rules.json', rules), file('cases.json', cases));
    expect(noted.join('\n')).toContain('published with 1 cases');
    expect(code).toBe(0);
    const printed = JSON.parse(said.at(-1) ?? '') as Record<string, string>;
    expect(Object.keys(printed)).toEqual(['lang', 'engineVersion', 'hash', 'logicHash', 'cases', 'change']);
    const pasted = { ...printed, entryPoints: ['prix'] } as unknown as DeclaredRules;
    const logic = { kind: 'rules' as const, rules: pasted, parameters: [] };
    expect(readDeclaration({ ...aDeclaration(), logic }).logic.rules?.change).toBeNull();
    expect((await relay.fetch(`/rules/${printed['hash']}`)).status).toBe(200);
    const wrong = [{ ...cases[0], expects: [{ key: 'prix', value: 601, unit: 'cent' }] }];
    expect(await run('publish-rules', file('rules.json', rules), file('cases.json', wrong))).toBe(1);
  });

  it('exports what it holds, states a month, and lists threads, also when there is nothing', async () => {
    await admitted();
    expect(await run('export')).toBe(0);
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ format: 'vav/party-export/1', history: [] });
    expect(await run('statement', '2026-10')).toBe(0);
    expect(said.at(-1)).toMatch(/^[\w-]{43}$/);
    expect(await run('threads')).toBe(0);
    expect(noted.at(-1)).toBe('0 threads');
    expect(await run('statement', 'october')).toBe(2);
    expect(await run('answer', 'A'.repeat(22), file('answer.json', { act: 'receive' }))).toBe(2);
    expect(noted.at(-1)).toContain('no thread');
  });

  it('is told of each fact of a paper yes that is wrong, by its name and all at once, and never the value', async () => {
    const facts = { commune: 14200, 'reference-income': 'secret value', colour: 'blue' };
    expect(await run('paper-grant', '#', file('facts.json', facts), file('scan.pdf', 'scan'))).toBe(2);
    const lines = (noted.at(-1) ?? '').split('\n');
    expect(lines[0]).toContain('3 to mend in');
    expect(lines.slice(1).map((line) => line.split(':')[0])).toEqual([
      '  `commune`',
      '  `reference-income`',
      '  `colour`',
    ]);
    expect(noted.at(-1)).toMatch(/`reference-income`: \S+/);
    expect(noted.at(-1)).not.toContain('secret value');
  });

  it('is told what an answer lacks before anything is signed', async () => {
    await admitted();
    expect(await run('answer', 'A'.repeat(22), file('answer.json', { text: 'Bonjour' }))).toBe(2);
    expect(noted.at(-1)).toContain('needs outcome, reason, nextStep, public');
    expect(await run('answer', 'A'.repeat(22), file('answer.json', { act: 'ignore' }))).toBe(2);
    expect(noted.at(-1)).toContain('one of answer, receive');
  });
});

describe('papers around a declaration', () => {
  it('come without a party: the mention of French law', async () => {
    expect(await run('notice', file('declaration.json', declarationBody()))).toBe(0);
    expect(said.at(-1)).toContain('R. 311-3-1-1');
    const decides = { ...declarationBody().decision, kind: 'information' as const };
    expect(await run('notice', file('declaration.json', declarationBody({ decision: decides })))).toBe(2);
  });

  it.each([
    ['Dutch', { name: 'Parkeren', organization: 'Gemeente Voorbeeld', status: 'In gebruik' }, 'nl'],
    ['UK', { name: 'Places', organisation: 'Example Council', phase: 'production' }, 'en'],
  ])('come without a party: a draft from a %s record, and what it lacks', async (_, record, lang) => {
    expect(await run('import', file('record.json', record))).toBe(0);
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ title: { [lang]: record.name }, status: 'active' });
    expect(noted[0]).toMatch(/a draft, \d+ fields are missing/);
    expect(noted.some((line) => line.startsWith('  title.fr: '))).toBe(true);
  });
});

describe('a call that is not understood', () => {
  it.each([
    [[], 64],
    [['fly'], 64],
    [['declare'], 64],
    [['declare', 'a', 'b'], 64],
    [['constructor'], 64],
    [['help'], 0],
  ] as const)('%j lists the commands', async (args, code) => {
    expect(await run(...args)).toBe(code);
    expect(noted.join('\n')).toContain('npm run party -- COMMAND');
  });

  it('names the file that is not there, the one that is no JSON, and the folder without keys', async () => {
    expect(await run('declare', join(folder, 'absent.json'))).toBe(2);
    expect(noted.at(-1)).toContain('absent.json');
    expect(await run('import', file('broken.json', '{'))).toBe(2);
    expect(noted.at(-1)).toContain('expected JSON');
    expect(await run('export')).toBe(2);
    expect(noted.at(-1)).toContain('npm run party -- new');
    expect(existsSync(desk.dataDir)).toBe(false);
  });

  it('ends with 1 when the relay is not there', async () => {
    await admitted();
    desk = { ...desk, fetch: () => Promise.reject(new TypeError('no network')) };
    expect(await run('export')).toBe(1);
    expect(noted.at(-1)).toContain('network-absent');
  });
});

describe('npm run party', () => {
  it('is this program: it ends with the code, and keeps what it was asked for apart from what went on', () => {
    const command = fileURLToPath(new URL('../../../relay/kit/command.ts', import.meta.url));
    const record = file('record.json', { name: 'Parkeren', organization: 'Gemeente Voorbeeld' });
    const ran = spawnSync(process.execPath, [command, 'import', record], {
      encoding: 'utf8',
      env: { ...process.env, DATA_DIR: join(folder, 'none'), LANG: 'en_GB.UTF-8' },
    });
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ title: { nl: 'Parkeren' } });
    expect(ran.stderr).toContain('fields are missing');
    expect(spawnSync(process.execPath, [command, 'fly'], { encoding: 'utf8' }).status).toBe(64);
  });
});
