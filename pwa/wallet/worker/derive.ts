// Argon2id takes seconds and 64 MiB: in a worker of its own, ended afterwards, so that the memory is given back.

import type { PassphraseCost } from '../../../crypto/passphrase.ts';
import type { DeriveAnswer } from './derive.worker.ts';
import deriveUrl from './derive.worker.ts?worker&url';
import { scriptUrl } from './script-url.ts';

export function deriveInWorker(
  passphrase: string,
  salt: Uint8Array,
  cost: PassphraseCost,
): Promise<Uint8Array> {
  const worker = new Worker(scriptUrl(deriveUrl), { type: 'module' });
  return new Promise<Uint8Array>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<DeriveAnswer>) =>
      'secret' in data ? resolve(data.secret) : reject(new Error(data.code));
    worker.onerror = (event) => reject(new Error('derive worker failed', { cause: event.error }));
    worker.postMessage({ passphrase, salt, cost });
  }).finally(() => worker.terminate());
}
