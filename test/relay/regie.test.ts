import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThreadText } from '../../policy/thread/text.ts';
import { comeBack, sendPaperThread, writeThread } from '../../pwa/wallet/paths/paper-thread.ts';
import { readPublicPage } from '../../pwa/wallet/paths/party-page.ts';
import { runParty } from '../../relay/kit/command.ts';
import type { Desk } from '../../relay/kit/desk.ts';
import { openRegie } from '../../relay/regie.ts';
import { aroundOf } from '../pwa/paths/wallet.ts';
import { openTestHouse, origin, type TestHouse } from './house.ts';

let relay: TestHouse;
let desk: Desk;
const said: string[] = [];
const noted: string[] = [];

beforeAll(async () => {
  relay = await openTestHouse();
  desk = {
    dataDir: join(relay.folder, 'regie'),
    relay: origin,
    lang: 'fr',
    say: (text) => void said.push(text),
    note: (text) => void noted.push(text),
    fetch: relay.fetch,
    now: relay.clock.now,
  };
});
afterAll(() => relay.close());

const words: ThreadText = {
  v: 1,
  lang: 'fr',
  text: 'La page de ma ville montre deux choses.',
  corrected: null,
  evidence: ['a signed head', 'another one'],
  place: null,
  contact: null,
};
const target = { what: 'declaration', digest: null, name: null } as const;
const report = { kind: 'report', reason: 'security', declaration: null, grant: null, target } as const;

describe('the régie', () => {
  it('is written to like any party, and reads and answers on the command line', async () => {
    const around = aroundOf(relay);
    const { code } = await sendPaperThread(await writeThread(relay.regie.id, report, words, around), around);
    expect(await runParty(['threads'], desk)).toBe(0);
    expect(said.at(-1)).toContain('report (security) about declaration: asked');
    expect(said.at(-1)).toContain(words.text);
    const [thread = ''] = (said.at(-1) ?? '').split(' ');
    const file = join(relay.folder, 'answer.json');
    const text = 'Nous avons comparé. Le journal est un.';
    const answer = { outcome: 'done', reason: 'explained', nextStep: 'none-needed', public: null, text };
    writeFileSync(file, JSON.stringify(answer));
    expect(await runParty(['answer', thread, file], desk)).toBe(0);
    const { acts, party } = await comeBack(code, around);
    expect(party.current.role).toBe('regie');
    expect(acts.at(-1)).toMatchObject({ words: { text }, record: { by: relay.regie.id, outcome: 'done' } });
  });

  it('has a public page, as every party', async () => {
    const { page } = await readPublicPage(relay.regie.id, aroundOf(relay));
    expect(page).toMatchObject({ party: relay.regie.id, promises: [] });
  });

  it('keeps its keys where nobody else reads, and is the same after a restart', () => {
    const path = join(relay.folder, 'regie', 'self.json');
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(join(relay.folder, 'regie')).mode & 0o077).toBe(0);
    expect(openRegie(relay.folder, origin, relay.clock.now()).id).toBe(relay.regie.id);
  });

  it('is called as the setting says at its first start, and keeps that name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'regie-'));
    const name = { fr: 'Régie de Rade', en: 'Rade data trust' };
    const first = openRegie(folder, origin, relay.clock.now(), name);
    expect(first.party.name).toEqual(name);
    const later = openRegie(folder, origin, relay.clock.now(), { fr: 'Autre', en: 'Other' });
    expect([later.id, later.party.name]).toEqual([first.id, name]);
    rmSync(folder, { recursive: true });
  });
});
