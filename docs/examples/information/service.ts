/** The Bike house: one fact in, two numbers out. Nobody is scored, ranked or decided about. */
import type { Program } from '../program/run.ts';
import { runUntilStopped } from '../program/run.ts';
import { readProgramSettings } from '../program/settings.ts';
import { usuallyFree } from './counts.ts';
import { freeStands } from './declaration.ts';

function bikeHouse(origin: string): Program {
  return {
    about: {
      name: freeStands.controller.name,
      role: 'association',
      interest: freeStands.interest,
      legalId: freeStands.controller.legalId,
      contact: freeStands.controller.contact,
    },
    button: { fr: 'Voir les places libres', en: 'See the free stands' },
    declaration: freeStands,
    use: async (client, reading) => {
      const { facts } = reading.content;
      const place = facts.find(({ key }) => key === 'commune')?.value;
      const town = typeof place === 'object' && 'code' in place ? place.code : '';
      const free = usuallyFree(town);
      await client.depositCalculation(
        reading,
        { rulesHash: null, engine: 'moyenne 1.0.0', contest: { where: `${origin}/#contest` } },
        {
          inputs: [{ key: 'commune', value: town }],
          results: [
            { key: 'matin', value: free?.morning ?? null, unit: 'place' },
            { key: 'soir', value: free?.evening ?? null, unit: 'place' },
          ],
          path: { steps: [], totals: { applied: 0, testedFalse: 0, neverLookedAt: 0 }, assumed: [] },
          cohort: null,
          human: { involved: false, role: null },
          facts,
        },
      );
      return 'done';
    },
  };
}

if (import.meta.main) {
  const settings = readProgramSettings(process.env, { port: 8796, dataDir: 'data/information' });
  await runUntilStopped(bikeHouse(settings.origin), settings);
}
