// Stands in the place of pwa/wallet/paths/paper-thread.ts in the looking build: a code that opens one fictional exchange.

import type { PaperThread } from '../../../pwa/wallet/paths/paper-thread.ts';
import { readPublicPage } from './party-page.ts';
import { answeredActs } from './threads.ts';

const code = 'FH81T-EF59P-JB859-FSKZC-S7KF5-8PTEB-XHYSY';

async function paperThread(count: number): Promise<PaperThread> {
  const { party } = await readPublicPage();
  return { code, party, promisedDays: 30, acts: answeredActs.slice(0, count) };
}

export const comeBackLink = (): string => `${location.origin}/retrouver#${code}`;
export const writeThread = () => paperThread(1);
export const sendPaperThread = () => paperThread(1);
export const comeBack = () => paperThread(3);
export const goOnWithCode = () => paperThread(3);
