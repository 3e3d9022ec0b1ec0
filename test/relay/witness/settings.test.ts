import { describe, expect, it } from 'vitest';
import { readVerifierKey } from '../../../crypto/note.ts';
import { readWitnessSettings } from '../../../relay/witness/settings.ts';
import vectors from '../../vectors/note.json' with { type: 'json' };

const key = readVerifierKey(vectors.verifierKey);
const LOGS = vectors.verifierKey;

describe('the settings of a witness', () => {
  it('need the keys of logs, and nothing else', () => {
    const settings = readWitnessSettings({ LOGS });
    expect(settings).toMatchObject({
      port: 8797,
      name: 'localhost:8797/witness',
      logs: [{ origin: key.name, key }],
    });
    expect(settings).toHaveProperty('folder', expect.stringMatching(/data-witness$/));
  });

  it('take several logs, also one whose key has another name', () => {
    const settings = readWitnessSettings({ LOGS: `${LOGS}, a log of ours=${LOGS}` });
    expect(settings).toMatchObject({ logs: [{ origin: key.name }, { origin: 'a log of ours', key }] });
  });

  it.each([
    [{}, 'LOGS: expected'],
    [{ LOGS: `${LOGS}x` }, 'is no verifier key'],
    [{ LOGS, PORT: '0' }, 'PORT'],
    [{ LOGS, PORT: 'http' }, 'PORT'],
    [{ LOGS, NAME: 'a witness' }, 'NAME'],
    [{ LOGS, NAME: 'a+b' }, 'NAME'],
    [{ LOGS, DATA_DIR: ' ' }, 'DATA_DIR'],
  ])('tell what is wrong with %j', (environment, why) => {
    const problems = readWitnessSettings(environment);
    if ('port' in problems) throw new Error('expected problems');
    expect(problems.join('\n')).toContain(why);
  });
});
