import type { ChildProcess } from 'node:child_process';

const graceMs = 5_000;

/** Asked first, ended when it does not go. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await promise;
  clearTimeout(timer);
}
