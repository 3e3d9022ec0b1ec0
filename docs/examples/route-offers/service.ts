/** The comparison: reads a distance, evaluates its published rules, deposits the order of the offers with their points. */
import { byRules } from '../program/by-rules.ts';
import { type Program, runUntilStopped } from '../program/run.ts';
import { readProgramSettings } from '../program/settings.ts';
import { routeOffers } from './declaration.ts';

export const routeDesk = (contestWhere: string, filePrefix = 'TRAJET'): Program =>
  byRules({
    declaration: routeOffers,
    role: 'operator',
    button: { fr: 'Comparer les offres', en: 'Compare the offers' },
    folder: import.meta.url,
    contestWhere,
    filePrefix,
  });

if (import.meta.main) {
  const settings = readProgramSettings(process.env, { port: 8794, dataDir: 'data/route-offers' });
  await runUntilStopped(routeDesk(`${settings.origin}/#contest`, process.env.FILE_PREFIX), settings);
}
