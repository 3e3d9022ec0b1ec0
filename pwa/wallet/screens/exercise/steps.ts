// What somebody does in an exercise, as the wallet itself notices it: for the tile of this seat on the mediator's board, and
// for nothing else. A step is a word of a closed list; no party, value or choice is in it.

import { effect } from '@preact/signals';
import type { WorkshopStep } from '../../../../policy/workshop.ts';
import { askState } from '../../paths/ask.ts';
import { seat, stepDone } from '../../paths/seat.ts';
import { address } from '../../router.ts';
import { grants, lockState, refusals, threads } from '../../vault/open.ts';

const byPath: readonly (readonly [string, WorkshopStep])[] = [
  ['/recu', 'receipt'],
  ['/acces', 'looks'],
  ['/resultat', 'result'],
  ['/essayer', 'play'],
  ['/etude', 'study'],
  ['/carte', 'card'],
  ['/proches', 'relative'],
];

const isUnder = (path: string, start: string) =>
  path === start || path.startsWith(`${start}/`) || path === `${start}s`;

function reached(): WorkshopStep[] {
  const { path } = address.value;
  const { step: asking } = askState.value;
  const steps: WorkshopStep[] = ['arrive'];
  // After a reload the seat may come back later than the request: it is on the screen in both steps.
  if (asking === 'shown' || asking === 'ready') steps.push('request');
  if (lockState.value === 'open') {
    if (grants.value.length + refusals.value.length > 0) steps.push('answer');
    if (threads.value.length > 0) steps.push('contest');
    if (grants.value.some(({ status }) => status === 'ended' || status === 'stopping')) steps.push('stop');
  }
  for (const [start, step] of byPath) if (isUnder(path, start)) steps.push(step);
  return steps;
}

/** Gives what ends it. */
export function reportSteps(): () => void {
  const end = effect(() => {
    if (seat.value === undefined) return;
    for (const step of reached()) void stepDone(step);
  });
  // Why a result is what it is stands on its page: whoever unfolds it has looked.
  const unfold = ({ target }: Event) => {
    const isWhy =
      target instanceof Element && target.closest('[data-act^="fold-path"], [data-act="fold-inputs"]');
    if (isWhy && seat.value !== undefined) void stepDone('why');
  };
  addEventListener('click', unfold);
  return () => {
    end();
    removeEventListener('click', unfold);
  };
}
