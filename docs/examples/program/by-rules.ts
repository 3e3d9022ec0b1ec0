/** What every party does whose result comes from published rules: evaluate them on what was read, deposit the result sealed. */
import { readFileSync } from 'node:fs';
import { engineName, openCalculator, type openPlaces } from '../../../relay/kit/calculate.ts';
import type { RuleCase } from '../../../relay/kit/client.ts';
import type { PartyAbout } from '../../../relay/kit/keys.ts';
import type { LangText } from './page.ts';
import type { DeclarationText } from './publish.ts';
import type { Program } from './run.ts';

export interface RulesProgram {
  readonly declaration: DeclarationText;
  readonly role: PartyAbout['role'];
  readonly button: LangText;
  /** The folder of the example: `rules.json` and `cases.json` lie there. */
  readonly folder: string;
  readonly contestWhere: string;
  /** How this party numbers its files; the rest is the agreement's own id, so that a letter finds it again. */
  readonly filePrefix: string;
  readonly placeOf?: ReturnType<typeof openPlaces>;
}

export function byRules(of: RulesProgram): Program {
  const { declaration, role, button, folder, contestWhere, filePrefix, placeOf } = of;
  const { controller, interest, human, inputs } = declaration;
  if (declaration.rules === undefined) throw new TypeError('expected a declaration of rules');
  const { entryPoints } = declaration.rules;
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  const rules = { compiled: read('rules.json'), cases: JSON.parse(read('cases.json')) as RuleCase[] };
  const calculator = openCalculator(rules.compiled);
  const { name, legalId, contact } = controller;
  return {
    about: { name, role, interest, legalId, contact },
    button,
    declaration,
    rules,
    use: async (client, reading, published) => {
      const { facts } = reading.content;
      const calculated = calculator.calculate(inputs, facts, entryPoints, placeOf);
      await client.depositCalculation(
        reading,
        { rulesHash: published?.hash ?? null, engine: engineName, contest: { where: contestWhere } },
        {
          ...calculated,
          cohort: null,
          human: { involved: human.involved, role: human.role },
          facts,
          reference: `${filePrefix}-${reading.grant.id.slice(0, 8)}`,
        },
      );
      return 'done';
    },
  };
}
