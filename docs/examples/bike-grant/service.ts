/** The bike desk: reads what a resident agreed to, evaluates its published rules, deposits the result sealed to them. */
import { readFileSync } from 'node:fs';
import { openPlaces } from '../../../relay/kit/client.ts';
import { byRules } from '../program/by-rules.ts';
import type { Program } from '../program/run.ts';
import { runUntilStopped } from '../program/run.ts';
import { readProgramSettings } from '../program/settings.ts';
import { bikeGrant } from './declaration.ts';

export function bikeDesk(contestWhere: string, filePrefix = 'VELO'): Program {
  const communes = JSON.parse(readFileSync(new URL('communes.json', import.meta.url), 'utf8'));
  return byRules({
    declaration: bikeGrant,
    role: 'city',
    button: { fr: 'Demander mon aide vélo', en: 'Ask for my bike grant' },
    folder: import.meta.url,
    contestWhere,
    filePrefix,
    placeOf: openPlaces(communes),
  });
}

if (import.meta.main) {
  const settings = readProgramSettings(process.env, { port: 8790, dataDir: 'data/bike-grant' });
  await runUntilStopped(bikeDesk(`${settings.origin}/#contest`, process.env.FILE_PREFIX), settings);
}
