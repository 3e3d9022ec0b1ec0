import { describe, expect, it } from 'vitest';
import { readSettings, SettingsFault } from '../../relay/settings.ts';
import { someDigest } from '../support/builders.ts';
import vectors from '../vectors/cosignature.json' with { type: 'json' };

const witness = vectors.witnesses[0]?.verifierKey ?? '';
const logKey = vectors.logVerifierKey;

describe('settings', () => {
  it('name witnesses by key and address', () => {
    const WITNESSES = `${witness}@https://w.example/base/, ${vectors.witnesses[1]?.verifierKey}@http://localhost:8797`;
    const { witnesses } = readSettings({ WITNESSES });
    expect(witnesses.map(({ key, url }) => [key.name, url])).toEqual([
      ['temoin.example/w1', 'https://w.example/base'],
      ['temoin.example/w2', 'http://localhost:8797'],
    ]);
  });

  it('have a value each without any environment', () => {
    expect(readSettings({})).toMatchObject({
      port: 8787,
      origin: 'http://localhost:8787',
      databaseUrl: undefined,
      witnesses: [],
      helpers: [],
      metricsToken: undefined,
      dataDir: expect.stringMatching(/\/data$/) as unknown,
    });
  });

  it('give the origin its port where only a port is named', () => {
    expect(readSettings({ PORT: '9000' }).origin).toBe('http://localhost:9000');
    expect(readSettings({ ORIGIN: 'https://relais.example.org/' }).origin).toBe('https://relais.example.org');
  });

  it('give the pages for researchers an origin of their own: the next port here, a named one elsewhere', () => {
    expect(readSettings({ PORT: '9000' }).research).toEqual({
      port: 9001,
      origin: 'http://localhost:9001',
      isDefault: true,
    });
    const ORIGIN = 'https://relais.example.org';
    expect(readSettings({ ORIGIN }).research).toBeUndefined();
    const RESEARCH_ORIGIN = 'https://etudes.example.org/';
    expect(readSettings({ ORIGIN, RESEARCH_ORIGIN, RESEARCH_PORT: '9100' }).research).toEqual({
      port: 9100,
      origin: 'https://etudes.example.org',
      isDefault: false,
    });
    expect(readSettings({ PORT: '65535' }).research).toBeUndefined();
  });

  it('give the pages for workshops and the exercise origins of their own after these', () => {
    const { workshop, exercise } = readSettings({ PORT: '9000', WORKSHOP_PORT: '9200' });
    expect(workshop).toEqual({ port: 9200, origin: 'http://localhost:9200', isDefault: false });
    expect(exercise).toEqual({ port: 9003, origin: 'http://localhost:9003', isDefault: true });
    expect(readSettings({ PORT: '9000' }).workshop?.port).toBe(9002);
    const elsewhere = readSettings({ ORIGIN: 'https://relais.example.org' });
    expect([elsewhere.workshop, elsewhere.exercise]).toEqual([undefined, undefined]);
  });

  it('name the other aggregator of studies by party and address', () => {
    const party = someDigest('helper');
    const HELPERS = `${party}@https://helper.example/, ${someDigest('second')}@http://localhost:8807`;
    expect(readSettings({ HELPERS }).helpers).toEqual([
      { party, url: 'https://helper.example' },
      { party: someDigest('second'), url: 'http://localhost:8807' },
    ]);
    expect(readSettings({}).helpers).toEqual([]);
  });

  it('take a token for the counts that a header can carry', () => {
    const METRICS_TOKEN = 'Zm9yIHByb21ldGhldXM=';
    expect(readSettings({ METRICS_TOKEN }).metricsToken).toBe(METRICS_TOKEN);
    expect(readSettings({ METRICS_TOKEN: '' }).metricsToken).toBeUndefined();
  });

  it.each([
    [{ PORT: '0' }, /PORT is `0`, expected a whole number from 1 to 65535/],
    [{ PORT: '80a' }, /PORT is `80a`/],
    [{ PORT: '' }, /PORT/],
    [{ ORIGIN: 'relay.example' }, /ORIGIN is `relay\.example`, expected an address like/],
    [{ ORIGIN: 'https://relay.example/path' }, /expected scheme, host and port alone/],
    [{ ORIGIN: 'http://192.168.1.2:8787' }, /expected https/],
    [{ ORIGIN: 'ftp://relay.example' }, /ORIGIN/],
    [{ DATA_DIR: ' ' }, /DATA_DIR is empty/],
    [{ WITNESSES: 'https://w.example' }, /WITNESSES: `https:\/\/w\.example`, expected VERIFIERKEY@https/],
    [{ WITNESSES: `${witness}@http://w.example` }, /WITNESSES/],
    [{ WITNESSES: `${witness}@https://w.example/?a` }, /WITNESSES/],
    [{ WITNESSES: `${logKey}@https://w.example` }, /WITNESSES/],
    [
      { WITNESSES: `${witness}@https://w.example,${witness}@https://v.example` },
      /expected another key for each/,
    ],
    [
      { DATABASE_URL: 'mysql://user:hunter2@host/db' },
      /DATABASE_URL is not an address of a PostgreSQL server/,
    ],
    [{ HELPERS: 'https://helper.example' }, /HELPERS: `https:\/\/helper\.example`, expected PARTY_ID@https/],
    [{ HELPERS: `${someDigest('helper')}@http://helper.example` }, /HELPERS/],
    [{ HELPERS: `${someDigest('helper')}@https://helper.example/dap` }, /HELPERS/],
    [{ HELPERS: `${someDigest('helper')}x@https://helper.example` }, /HELPERS/],
    [
      { HELPERS: `${someDigest('helper')}@https://a.example,${someDigest('helper')}@https://b.example` },
      /HELPERS: expected another party for each/,
    ],
    [{ RESEARCH_PORT: '0' }, /RESEARCH_PORT is `0`, expected a whole number/],
    [{ RESEARCH_PORT: '8787' }, /RESEARCH_PORT is the relay’s own/],
    [{ RESEARCH_ORIGIN: 'http://localhost:8787' }, /RESEARCH_ORIGIN is the relay’s own/],
    [
      { RESEARCH_ORIGIN: 'http://studies.example' },
      /RESEARCH_ORIGIN is `http:\/\/studies\.example`, expected https/,
    ],
    [{ ORIGIN: 'https://relay.example', RESEARCH_PORT: '9' }, /RESEARCH_ORIGIN is absent/],
    [{ WORKSHOP_PORT: '8787' }, /WORKSHOP_PORT is the relay’s own/],
    [{ WORKSHOP_ORIGIN: 'http://localhost:8787' }, /WORKSHOP_ORIGIN is the relay’s own/],
    [{ MAX_BACKUPS: '-1' }, /MAX_BACKUPS is `-1`, expected a whole number/],
    [{ REGIE_NAME: ' ' }, /REGIE_NAME is ` `, expected a name/],
    [{ REGIE_NAME: 'Rade', REGIE_NAME_EN: 'a\nb' }, /REGIE_NAME_EN is `a\nb`, expected a name/],
    [{ METRICS_TOKEN: 'fifteen-letters' }, /METRICS_TOKEN is too short/],
    [{ METRICS_TOKEN: 'sixteen letters!' }, /METRICS_TOKEN/],
    [{ METRICS_TOKEN: 'a'.repeat(257) }, /METRICS_TOKEN/],
  ])('are refused with a sentence that names them: %o', (environment, sentence) => {
    expect(() => readSettings(environment)).toThrow(SettingsFault);
    expect(() => readSettings(environment)).toThrow(sentence);
  });

  it('name all that is wrong at once, and never repeat a password or token', () => {
    try {
      readSettings({ PORT: 'x', DATABASE_URL: 'mysql://user:hunter2@host/db', METRICS_TOKEN: 'hunter2' });
      expect.unreachable();
    } catch (fault) {
      expect((fault as Error).message.match(/ {2}- /g)).toHaveLength(3);
      expect((fault as Error).message).not.toContain('hunter2');
    }
  });
});
