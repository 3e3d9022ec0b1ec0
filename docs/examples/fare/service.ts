/** The fare desk: reads two facts, evaluates its published rules, deposits the price sealed to the resident. */
import { byRules } from '../program/by-rules.ts';
import { type Program, runUntilStopped } from '../program/run.ts';
import { readProgramSettings } from '../program/settings.ts';
import { fare } from './declaration.ts';

export const fareDesk = (contestWhere: string, filePrefix = 'TARIF'): Program =>
  byRules({
    declaration: fare,
    role: 'city',
    button: { fr: 'Connaître mon tarif', en: 'Find out my fare' },
    folder: import.meta.url,
    contestWhere,
    filePrefix,
  });

if (import.meta.main) {
  const settings = readProgramSettings(process.env, { port: 8793, dataDir: 'data/fare' });
  await runUntilStopped(fareDesk(`${settings.origin}/#contest`, process.env.FILE_PREFIX), settings);
}
