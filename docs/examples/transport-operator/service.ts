/** The transport company reads, counts, and keeps nothing: enough to be a party that a preference can meet. */
import { keepConditionOpen } from '../evening-bus/publish.ts';
import { type Program, runUntilStopped } from '../program/run.ts';
import { readProgramSettings } from '../program/settings.ts';
import { betterOffer } from './declaration.ts';

export const transportOperator: Program = {
  about: {
    name: betterOffer.controller.name,
    role: 'operator',
    interest: betterOffer.interest,
    legalId: betterOffer.controller.legalId,
    contact: betterOffer.controller.contact,
  },
  button: { fr: 'Partager mes trajets', en: 'Share my trips' },
  declaration: betterOffer,
  use: async () => 'kept',
  beside: keepConditionOpen,
};

if (import.meta.main) {
  await runUntilStopped(
    transportOperator,
    readProgramSettings(process.env, { port: 8791, dataDir: 'data/transport-operator' }),
  );
}
