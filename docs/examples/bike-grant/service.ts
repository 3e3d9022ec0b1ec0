/** The bike desk: reads what a resident agreed to, evaluates its published rules, deposits the result sealed to them. */
import { readFileSync } from 'node:fs';
import { engineName, openCalculator, openPlaces } from '../../../relay/kit/calculate.ts';
import type { Program } from '../program/run.ts';
import { runUntilStopped } from '../program/run.ts';
import { readProgramSettings } from '../program/settings.ts';
import { bikeGrant } from './declaration.ts';
import { entryPoints } from './facts.ts';

const here = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** `filePrefix`: how this desk numbers its files; the rest is the agreement's own id, so that a letter finds it again. */
export function bikeDesk(contestWhere: string, filePrefix = 'VELO'): Program {
  const rules = { compiled: here('rules.json'), cases: JSON.parse(here('cases.json')) };
  const calculator = openCalculator(rules.compiled);
  const placeOf = openPlaces(JSON.parse(here('communes.json')));
  return {
    about: {
      name: bikeGrant.controller.name,
      role: 'city',
      interest: bikeGrant.interest,
      legalId: bikeGrant.controller.legalId,
      contact: bikeGrant.controller.contact,
    },
    button: { fr: 'Demander mon aide vélo', en: 'Ask for my bike grant' },
    declaration: bikeGrant,
    rules,
    use: async (client, reading, published) => {
      const { facts } = reading.content;
      const calculated = calculator.calculate(bikeGrant.inputs, facts, entryPoints, placeOf);
      await client.depositCalculation(
        reading,
        { rulesHash: published?.hash ?? null, engine: engineName, contest: { where: contestWhere } },
        {
          ...calculated,
          cohort: null,
          human: { involved: bikeGrant.human.involved, role: bikeGrant.human.role },
          facts,
          reference: `${filePrefix}-${reading.grant.id.slice(0, 8)}`,
        },
      );
      return 'done';
    },
  };
}

if (import.meta.main) {
  const settings = readProgramSettings(process.env, { port: 8790, dataDir: 'data/bike-grant' });
  await runUntilStopped(bikeDesk(`${settings.origin}/#contest`, process.env.FILE_PREFIX), settings);
}
