// What the person takes home from the counter, as text; how it comes out of the printer is in `test/browser/slip.test.ts`.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordDigest } from '../../../crypto/hash.ts';
import { readGrant } from '../../../policy/grant.ts';
import { splitRecord } from '../../../policy/record.ts';
import { runParty } from '../../../relay/kit/command.ts';
import type { Slip } from '../../../relay/kit/paper-grant.ts';
import { slipPage } from '../../../relay/kit/slip-page.ts';
import { clientIdHash } from '../../../relay/routes/authorize.ts';
import { readingEase } from '../../pwa/words/reading-ease.ts';
import { aSlip } from '../../support/a-slip.ts';
import { aboutCity, admittedCity, askAs, openTestHouse, origin } from '../house.ts';
import { enterRoom } from '../resident.ts';

const textOf = (page: string): string =>
  page
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/\s+/g, ' ');

describe('the page of a slip', () => {
  it.each([
    [
      'fr',
      ['Mon accord', 'Ma commune', 'Mon revenu fiscal de référence', 'Calculer une aide', '21 novembre 2027'],
      'Pour arrêter',
    ],
    [
      'en',
      ['My agreement', 'My town', 'My household taxable income', 'Work out a grant', '21 November 2027'],
      'To stop',
    ],
  ] as const)('says in %s who, what, why, until when and how to stop', (lang, said, stop) => {
    const slip = aSlip(lang);
    const page = slipPage(slip);
    const text = textOf(page);
    expect(page).toContain(`<html lang="${lang}">`);
    for (const part of [
      ...said,
      stop,
      slip.party,
      slip.title,
      slip.alternative,
      ...slip.contact,
      slip.confirm,
      recordDigest(slip.grant).slice(0, 8),
      'relais.ville-de-rade.example/stop',
    ])
      expect(text).toContain(part);
    const groups = [...page.matchAll(/<small>\d<\/small><b>(\w{5})<\/b>/g)].map(([, group]) => group);
    expect(groups.join('-')).toBe(slip.stop.code);
  });

  it('gives the counter no stop code on the part that it keeps', () => {
    const [above = '', kept = ''] = slipPage(aSlip('fr')).split('<section class="tear-off">');
    const [group = ''] = aSlip('fr').stop.code.split('-');
    expect(above).toContain(group);
    expect(kept).not.toContain(group);
    expect(kept).toContain('K7M4PX');
  });

  it('escapes every text that comes from outside, and runs nothing', () => {
    const bad = `"><script>alert('x')</script>&`;
    const page = slipPage(
      aSlip('fr', {
        party: bad,
        title: bad,
        alternative: bad,
        contact: [bad],
        confirm: bad,
        until: '2027-11-21T10:00:00Z',
        stop: { link: `https://${bad}/stop#A-B`, code: `A-${bad}` },
      }),
    );
    expect(page).not.toMatch(/<script|alert\('x|&(?!(amp|lt|gt|quot|#39);)/);
    expect(page.match(/&quot;&gt;&lt;script&gt;alert\(&#39;x&#39;\)&lt;\/script&gt;&amp;/g)).toHaveLength(8);
    expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'`);
    expect(page).not.toMatch(/\bsrc=|\bhref=|url\(|@import/);
  });

  it('says until when by the clocks in town', () => {
    expect(slipPage(aSlip('fr', { until: '2026-12-31T23:30:00Z' }))).toContain('1 janvier 2027');
  });

  it('leaves out a way to ask that is not there, and squares that no paper can hold', () => {
    expect(textOf(slipPage(aSlip('fr', { contact: [] })))).not.toContain('Une question');
    const long = slipPage(aSlip('fr', { grant: `{"v":1,"long":"${'x'.repeat(12_000)}"}` }));
    expect(long).toContain('trop long pour ce papier');
    expect(long.match(/<svg/g)).toHaveLength(2);
  });

  it('is as easy to read as 80 and more', () => {
    const sentences = [...slipPage(aSlip('fr')).matchAll(/<p(?: class="soft")?>([\s\S]*?)<\/p>/g)].map(
      ([, text = '']) => text.replace(/<b>[\s\S]*?<\/b>/g, ''),
    );
    expect(sentences.join(' ').split(' ').length).toBeGreaterThan(60);
    expect(readingEase(sentences)).toBeGreaterThanOrEqual(80);
  });

  it('is written by the command, for its owner alone, with no value of the resident', async () => {
    const relay = await openTestHouse();
    const folder = mkdtempSync(join(tmpdir(), 'counter-'));
    try {
      const city = await admittedCity(relay);
      const counter = await admittedCity(relay, { ...aboutCity, legalId: '217500016' });
      const { keys, record } = counter;
      writeFileSync(join(folder, 'self.json'), JSON.stringify({ keys, record }));
      const facts = join(folder, 'facts.json');
      const commune = { code: '33063', name: 'Bordeaux' };
      writeFileSync(facts, JSON.stringify({ commune, 'reference-income': 14_237 }));
      const { handle } = await enterRoom(relay, (await askAs(city)).address);
      const link = `${origin}/r#${handle}.${clientIdHash(city.client.id)}`;
      const [said, noted]: [string[], string[]] = [[], []];
      const code = await runParty(['paper-grant', link, facts, facts], {
        dataDir: folder,
        relay: origin,
        lang: 'fr',
        say: (text) => void said.push(text),
        note: (text) => void noted.push(text),
        fetch: (address, options) => relay.fetch(address.slice(origin.length), options),
        now: relay.clock.now,
      });
      expect([noted.length, code]).toEqual([2, 0]);
      const slip = JSON.parse(said[0] ?? '') as Slip;
      const name = `slip-${readGrant(splitRecord(slip.grant).body).id}.html`;
      expect(readdirSync(folder).filter((file) => file.endsWith('.html'))).toEqual([name]);
      const file = join(folder, name);
      expect(noted.at(-1)).toContain(file);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const page = readFileSync(file, 'utf8');
      expect(page).toBe(slipPage(slip));
      expect(textOf(page)).toContain('Guichet vélo, 1 place du Marché');
      expect(textOf(page)).not.toMatch(/Bordeaux|33063|14.?237/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await relay.close();
    }
  });
});
