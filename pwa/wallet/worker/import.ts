// A person's own files are read in a worker of their own: 100 000 rows take seconds on a cheap phone, and stopping is
// ending it. Each reading has a new worker, so that nothing of one file is there when the next is read.

import type { ToldFault } from '../../../policy/import.ts';
import type { ImportMessage, ImportProgress, ImportReply, ImportTask, ImportTasks } from './import.worker.ts';
import importUrl from './import.worker.ts?worker&url';
import { scriptUrl } from './script-url.ts';

export type ImportRun = <T extends ImportTask>(
  task: T,
  question: ImportTasks[T]['question'],
  over: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
) => Promise<ImportTasks[T]['answer'] | ToldFault>;

/** Without a sign of life. */
const patienceMs = 60_000;

const told = (code: ToldFault['code']): ToldFault => ({
  code,
  file: null,
  line: null,
  rowFaults: [],
});

/** Rejects with the signal's reason when it is stopped. */
export const importInWorker: ImportRun = (task, question, over, onProgress) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(scriptUrl(importUrl), { type: 'module' });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(timer);
      over.removeEventListener('abort', stop);
      worker.terminate();
    };
    const stop = () => {
      end();
      reject(over.reason);
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        end();
        resolve(told('import-slow'));
      }, patienceMs);
    };
    worker.onmessage = ({ data }: MessageEvent<ImportReply>) => {
      if ('progress' in data) {
        wait();
        onProgress(data.progress);
        return;
      }
      end();
      // The worker answers a task with the answer of that task.
      resolve(data.answer as Parameters<typeof resolve>[0]);
    };
    worker.onerror = () => {
      end();
      resolve(told('import-broken'));
    };
    over.addEventListener('abort', stop);
    wait();
    if (over.aborted) stop();
    else worker.postMessage({ task, question } satisfies ImportMessage);
  });
