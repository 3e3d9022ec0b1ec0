/** Keeps one study of this party open: publishes the next when the last is over, and tells what became of each. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PartyClient } from '../../../relay/kit/client.ts';
import { codeOf, type Log } from '../program/declared.ts';
import { pause } from '../program/pause.ts';
import { mobilityStudy, type StudyTimes } from './study.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The second aggregator may start later, and the régie has to admit it. */
const againMs = 5_000;
const lookMs = 10 * 60_000;

export async function keepStudyOpen(
  client: PartyClient,
  dataDir: string,
  stop: AbortSignal,
  log: Log,
): Promise<void> {
  let isWaiting = false;
  while (!stop.aborted) {
    try {
      const done = await tend(client, join(dataDir, 'study.txt'), log);
      await pause(done ? lookMs : againMs, stop);
      isWaiting = false;
    } catch (cause) {
      if (!isWaiting) log('study-waits', { reason: codeOf(cause) });
      isWaiting = true;
      await pause(againMs, stop);
    }
  }
}

/** True when a study of this party is open or on its way. */
async function tend(client: PartyClient, draft: string, log: Log): Promise<boolean> {
  const { studies, operators } = await client.readStudies();
  const mine = studies.filter(({ study }) => study.by === client.id);
  for (const { digest, state } of mine)
    if (state === 'released') await tellOnce(client, digest, `${draft}.${digest.slice(0, 8)}.told`);
  const isRunning = mine.some(({ state }) => state === 'open' || state === 'announced');
  // What was signed and not taken is sent again as it is: another text would be another study.
  if (isRunning && !existsSync(draft)) return true;
  if (operators.helpers.length === 0) return false;
  if (!existsSync(draft))
    writeFileSync(draft, client.signStudy(mobilityStudy(operators, fromNow(Date.now()))), { mode: 0o600 });
  const { digest } = await client.publishStudy(readFileSync(draft, 'utf8'));
  rmSync(draft);
  log('study-open', { study: digest });
  return true;
}

/** Two weeks, told the day after, destroyed a month later. */
function fromNow(nowMs: number): StudyTimes {
  const openMs = Math.ceil((nowMs + 1_000) / 60_000) * 60_000;
  const closeMs = Math.ceil((openMs + 14 * dayMs) / hourMs) * hourMs;
  const text = (ms: number) => `${new Date(ms).toISOString().slice(0, 16)}:00Z`;
  return {
    opens: text(openMs),
    closes: text(closeMs),
    releaseAt: text(closeMs + dayMs),
    destroyAt: text(closeMs + 30 * dayMs),
    precisionSeconds: 60,
  };
}

async function tellOnce(client: PartyClient, study: string, mark: string): Promise<void> {
  if (existsSync(mark)) return;
  await client.followUp({
    study,
    text: {
      fr: 'Démonstration : ici, l’équipe de recherche dit ce que vos réponses ont changé.',
      en: 'Demonstration: here the research team says what your answers have changed.',
    },
  });
  writeFileSync(mark, '', { mode: 0o600 });
}
