/** A transport company asks a whole district: « yes, if at least five of you say how far you go ». One is open at a time. */
import type { ConditionBody, PartyClient } from '../../../relay/kit/client.ts';
import { codeOf, type Log } from '../program/declared.ts';
import { readPublished } from '../program/keep.ts';
import { pause } from '../program/pause.ts';

const hourMs = 3_600_000;
const daysOpen = 14;
const againMs = 5_000;
const lookMs = 10 * 60_000;

/** Under its own declaration, and of that one value only, a month long. */
export function eveningBus(declaration: string, nowMs: number): ConditionBody {
  const endMs = Math.floor(nowMs / hourMs) * hourMs + daysOpen * 24 * hourMs;
  return {
    request: {
      type: 'vav',
      declaration,
      purpose: 'service-improvement',
      facts: [{ key: 'commute-km', necessity: 'optional', precision: 'band-5' }],
      actions: ['read'],
      period: { days: 31 },
    },
    area: { name: { fr: 'Quartier du Port', en: 'Harbour district' }, codes: [] },
    threshold: 5,
    end: `${new Date(endMs).toISOString().slice(0, 19)}Z`,
    enrolment: 'account',
  };
}

export async function keepConditionOpen(
  client: PartyClient,
  dataDir: string,
  stop: AbortSignal,
  log: Log,
): Promise<void> {
  let isWaiting = false;
  while (!stop.aborted) {
    try {
      await tend(client, dataDir, log);
      isWaiting = false;
      await pause(lookMs, stop);
    } catch (cause) {
      if (!isWaiting) log('condition-waits', { reason: codeOf(cause) });
      isWaiting = true;
      await pause(againMs, stop);
    }
  }
}

async function tend(client: PartyClient, dataDir: string, log: Log): Promise<void> {
  const mine = (await client.readConditions()).filter(({ condition }) => condition.by === client.id);
  const declaration = readPublished(dataDir)?.digest;
  if (declaration === undefined || mine.some(({ condition }) => Date.parse(condition.end) > Date.now()))
    return;
  const { digest } = await client.publishCondition(eveningBus(declaration, Date.now()));
  log('condition-open', { condition: digest });
}
