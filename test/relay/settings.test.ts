import { describe, expect, it } from 'vitest';
import { readSettings, SettingsFault } from '../../relay/settings.ts';
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
      metricsToken: undefined,
      dataDir: expect.stringMatching(/\/data$/) as unknown,
    });
  });

  it('give the origin its port where only a port is named', () => {
    expect(readSettings({ PORT: '9000' }).origin).toBe('http://localhost:9000');
    expect(readSettings({ ORIGIN: 'https://relais.example.org/' }).origin).toBe('https://relais.example.org');
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
