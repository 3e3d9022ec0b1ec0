/** The research project reads coarse numbers under an agreement; beside that it asks for a study, and receives only sums. */
import { keepStudyOpen } from '../mobility-study/publish.ts';
import { type Program, runUntilStopped } from '../program/run.ts';
import { readProgramSettings } from '../program/settings.ts';
import { greenCommutes } from './declaration.ts';

export const researchProject: Program = {
  about: {
    name: greenCommutes.controller.name,
    role: 'research',
    interest: greenCommutes.interest,
    legalId: greenCommutes.controller.legalId,
    contact: greenCommutes.controller.contact,
  },
  button: { fr: 'Participer à l’étude', en: 'Take part in the study' },
  declaration: greenCommutes,
  use: async () => 'kept',
  beside: keepStudyOpen,
};

if (import.meta.main) {
  await runUntilStopped(
    researchProject,
    readProgramSettings(process.env, { port: 8792, dataDir: 'data/research-project' }),
  );
}
