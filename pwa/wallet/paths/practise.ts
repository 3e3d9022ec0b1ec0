// practise: helping somebody who does not exist. In an exercise the own agreements stand for hers: she gives her help to this
// very device, by the same mandate, the same doors and the same screens as anybody; each look stands in her history.

import { minuteText } from '../../../policy/instant.ts';
import { lockState } from '../vault/open.ts';
import { isExercise } from './exercise.ts';
import { PathFault } from './fault.ts';
import { takeHelp } from './helped.ts';
import { giveHelp, type HelpChoice, helpablePlaces, sendMandates } from './mandate.ts';
import { here, type Surroundings } from './surroundings.ts';

/** There has to be something that she could be helped with. */
export const canPractise = (): boolean =>
  isExercise() && lockState.value === 'open' && helpablePlaces().length > 0;

/** Gives the name of who is helped, for her page. */
export async function practiseHelping(
  nickname: string,
  lang: HelpChoice['lang'],
  around: Surroundings = here,
): Promise<string> {
  if (!canPractise()) throw new PathFault('choice-incomplete', 'expected an exercise with an agreement');
  let helped = '';
  await giveHelp(
    {
      nickname,
      kind: 'professional',
      acts: ['see', 'stop'],
      days: 1,
      mailboxes: helpablePlaces().map(({ mailbox }) => mailbox),
      lang,
      at: minuteText(around.now()),
    },
    async (content) => {
      helped = await takeHelp(content, nickname);
    },
    around,
  );
  await sendMandates(around);
  return helped;
}
