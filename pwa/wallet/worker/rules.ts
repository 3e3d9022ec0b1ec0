// A party's published rules run in a worker: parsing some hundred rules takes seconds on a cheap phone. The worker stays
// and keeps the engines it has opened.

import type { RulesMessage, RulesRefusal, RulesTask, RulesTasks } from './rules.worker.ts';
import rulesUrl from './rules.worker.ts?worker&url';
import { scriptUrl } from './script-url.ts';

export type RulesRun = <T extends RulesTask>(
  task: T,
  question: RulesTasks[T]['question'],
) => Promise<RulesTasks[T]['answer'] | RulesRefusal>;

const patienceMs = 30_000;

let worker: Worker | undefined;
let number = 0;
const waiting = new Map<number, (answer: unknown) => void>();

export const runInWorker: RulesRun = (task, question) => {
  worker ??= startWorker();
  number += 1;
  const mine = number;
  return new Promise((resolve) => {
    // Rules that never end must not keep the phone busy: the worker is ended and begun again at the next question.
    const timer = setTimeout(() => endWorker('rules-slow'), patienceMs);
    waiting.set(mine, (answer) => {
      clearTimeout(timer);
      // The worker answers a task with the answer of that task.
      resolve(answer as Parameters<typeof resolve>[0]);
    });
    worker?.postMessage({ number: mine, task, question } satisfies RulesMessage);
  });
};

function startWorker(): Worker {
  const started = new Worker(scriptUrl(rulesUrl), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<{ number: number; answer: unknown }>) => {
    waiting.get(data.number)?.(data.answer);
    waiting.delete(data.number);
  };
  started.onerror = () => endWorker('rules-unreadable');
  return started;
}

function endWorker(code: string): void {
  worker?.terminate();
  worker = undefined;
  const open = [...waiting.values()];
  waiting.clear();
  for (const resolve of open) resolve({ code, where: '' } satisfies RulesRefusal);
}
