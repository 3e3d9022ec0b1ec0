/** The parking service: reads what a resident agreed to, scores it, deposits points, reasons and the group compared to. */
import type { DeclarationText } from '../program/publish.ts';
import type { Program } from '../program/run.ts';
import { runUntilStopped } from '../program/run.ts';
import { readProgramSettings } from '../program/settings.ts';
import { bikeBox, cohort, model } from './declaration.ts';
import { bandOf, contributions, features, measure, scoreOf } from './model.ts';

/** What a model card says (Mitchell et al. 2019), from the same values as the declaration. */
function modelCard(): string {
  const { model: declared, summary, title } = bikeBox;
  const { groups, metrics } = declared;
  const nameOf = (group: string | null) =>
    group === null ? 'Tout le monde' : (groups.find(({ id }) => id === group)?.who.fr ?? group);
  const rows = metrics.map(({ name, group, value }) => `| ${nameOf(group)} | ${name.fr} | ${value} |`);
  const weights = bikeBox.parameters.map(({ name, value, weight }) => `| ${name} | ${value} | ${weight} |`);
  return [
    `# ${title.fr}, modèle ${declared.version}`,
    summary.fr,
    `## Données\n\n${declared.trainingData.fr}`,
    `## Limites\n\n${declared.limits.fr}`,
    `## Mesures\n\n| groupe | mesure | valeur |\n| --- | --- | --- |\n${rows.join('\n')}`,
    `## Poids\n\n| donnée | valeur habituelle | poids |\n| --- | --- | --- |\n${weights.join('\n')}`,
  ].join('\n\n');
}

/** The model and its version, as the record of each calculation names it. */
const engine = `box à vélos ${model.version}`;

export function bikeBoxes(origin: string): Program {
  const declaration: DeclarationText = { ...bikeBox, model: { ...bikeBox.model, card: `${origin}/card` } };
  return {
    about: {
      name: bikeBox.controller.name,
      role: 'city',
      interest: bikeBox.interest,
      legalId: bikeBox.controller.legalId,
      contact: bikeBox.controller.contact,
    },
    button: { fr: 'Demander une place de box', en: 'Ask for a place in a box' },
    declaration,
    card: modelCard(),
    use: async (client, reading) => {
      const { facts } = reading.content;
      const measured = measure(facts, model);
      const points = scoreOf(measured, model);
      await client.depositCalculation(
        reading,
        { rulesHash: null, engine, contest: { where: `${origin}/#contest` } },
        {
          inputs: features.map((key) => ({ key, value: measured[key] })),
          results: [{ key: 'points', value: points, unit: 'point' }],
          path: {
            steps: contributions(measured, model).map(({ key, points: added }) => ({
              rule: key,
              title: bikeBox.parameters[features.indexOf(key)]?.name ?? key,
              state: 'applied',
              came: { value: added, unit: 'point' },
              tests: [],
            })),
            totals: { applied: features.length, testedFalse: 0, neverLookedAt: 0 },
            assumed: [],
          },
          cohort: {
            definition: cohort,
            size: model.distribution.reduce((sum, { count }) => sum + count, 0),
            ownBand: bandOf(points),
            distribution: model.distribution,
          },
          human: { involved: bikeBox.human.involved, role: bikeBox.human.role },
          facts,
          reference: `BOX-${reading.grant.id.slice(0, 8)}`,
        },
      );
      return 'done';
    },
  };
}

if (import.meta.main) {
  const settings = readProgramSettings(process.env, { port: 8795, dataDir: 'data/scoring' });
  await runUntilStopped(bikeBoxes(settings.origin), settings);
}
