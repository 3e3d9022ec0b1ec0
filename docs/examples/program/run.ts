/**
 * A party's program from start to stop: make oneself known, wait to be admitted, publish, open the counter. The parties
 * of the demonstration differ only in what they declare and in what they do with what they read.
 */
import {
  type Granted,
  openParty,
  type PartyClient,
  type RuleCase,
  type Yes,
} from '../../../relay/kit/client.ts';
import type { PartyAbout } from '../../../relay/kit/keys.ts';
import { type Asking, codeOf, type Log, publish } from './declared.ts';
import { dropOldAgreements, keepAgreement, keepJournal, keepSelf } from './keep.ts';
import type { Ending, LangText, Offer } from './page.ts';
import { pause } from './pause.ts';
import type { DeclarationText, PublishedRules } from './publish.ts';
import { serveCounter } from './serve.ts';
import type { ProgramSettings } from './settings.ts';

export interface Program {
  readonly about: Omit<PartyAbout, 'url'>;
  readonly button: LangText;
  readonly declaration: DeclarationText;
  /** Compiled rules with the cases that must hold, published before the declaration that names them. */
  readonly rules?: { readonly compiled: string; readonly cases: readonly RuleCase[] };
  /** The card of the model, where a model makes the result. */
  readonly card?: string;
  /** What is done with one reading. Values stay in here: nothing of them is logged or kept. */
  readonly use: (client: PartyClient, reading: Yes, published: PublishedRules | undefined) => Promise<Ending>;
  /** What the party does beside its counter, from the day it is open until it is stopped. */
  readonly beside?: (client: PartyClient, dataDir: string, stop: AbortSignal, log: Log) => Promise<void>;
}

export interface Running {
  readonly close: () => Promise<void>;
}

const admissionMs = 1_000;
const statementMs = 6 * 3_600_000;

/** One line of JSON an event; codes and counts only. */
const logLine: Log = (event, facts = {}) => {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...facts })}\n`);
};

export async function runProgram(
  program: Program,
  settings: ProgramSettings,
  log: Log = logLine,
): Promise<Running> {
  const { relay, origin, port, dataDir, realm = 'real', host = '127.0.0.1' } = settings;
  const self = await keepSelf(dataDir, { ...program.about, url: origin }, realm);
  dropOldAgreements(dataDir, Date.now());
  const stop = new AbortController();
  const journal = keepJournal(dataDir);
  const client = await reach(() => openParty({ realm, relay, ...self, journal }), stop.signal, log);
  let asking: Asking | undefined;

  const server = serveCounter({
    offer: offerOf(program),
    wallet: relay,
    invitation: () => ({
      title: program.declaration.title,
      path: '/ask',
      link: `${origin}/ask`,
      party: client.id,
    }),
    isOpen: () => asking !== undefined,
    push: async (state) => {
      if (asking === undefined) throw new TypeError('expected an open counter');
      const push = (of: Asking) => client.pushRequest({ ...askOf(of), redirectUri: `${origin}/back`, state });
      try {
        const { digest } = await client.newestDeclared(asking.declaration);
        if (digest !== asking.declaration) asking = await publish(program, client, dataDir, log);
        return await push(asking);
      } catch (cause) {
        if (!isOutdated(codeOf(cause))) throw cause;
        // Declared anew since, by hand: asked once more under what stands now.
        asking = await publish(program, client, dataDir, log);
        return push(asking);
      }
    },
    take: async (code, pushed) => {
      const granted = await client.redeemCode(code, pushed);
      keepAgreement(dataDir, granted);
      const again = () => readOnce(program, client, granted, asking?.published, log);
      return { ending: await again(), again };
    },
    log,
    ...(program.card === undefined ? {} : { card: program.card }),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  log('counter-listening', { port });

  const opening = openCounter(program, client, dataDir, stop.signal, log);
  opening.then(
    (opened) => {
      asking = opened;
      if (opened === undefined) return;
      log('counter-open');
      void stateMonths(client, stop.signal, log);
      if (dataDir !== undefined) void program.beside?.(client, dataDir, stop.signal, log);
    },
    (cause: unknown) => log('publication-failed', { reason: codeOf(cause) }),
  );
  return {
    close: async () => {
      stop.abort();
      server.closeIdleConnections();
      await new Promise((resolve) => server.close(resolve));
      await opening.catch(() => undefined);
    },
  };
}

async function readOnce(
  program: Program,
  client: PartyClient,
  { grant }: Granted,
  published: PublishedRules | undefined,
  log: Log,
): Promise<Ending> {
  const reading = await client.readEnvelope(grant);
  if (!reading.decision) {
    log('reading-denied', { form: reading.denial.form });
    return reading.denial.form === 'ended' ? 'ended' : 'not-now';
  }
  log('envelope-read', { facts: reading.content.facts.length });
  return program.use(client, reading, published);
}

async function openCounter(
  program: Program,
  client: PartyClient,
  dataDir: string | undefined,
  stop: AbortSignal,
  log: Log,
) {
  await reach(() => client.makeKnown(), stop, log);
  log('admission-awaited', { party: client.id });
  while (!(await reach(() => client.isAdmitted(), stop, log))) {
    if (!(await pause(admissionMs, stop))) return undefined;
  }
  return publish(program, client, dataDir, log);
}

/** Once a month is over: how far each agreement went, under one signature. Looked at again every few hours. */
async function stateMonths(client: PartyClient, stop: AbortSignal, log: Log): Promise<void> {
  do {
    try {
      for (const { leaves, unproven } of await client.stateDue())
        log('month-stated', { agreements: leaves.length, unproven: unproven.length });
    } catch (cause) {
      log('statement-failed', { reason: codeOf(cause) });
    }
  } while (await pause(statementMs, stop));
}

/** Codes of a relay that knows a newer version than the one that was asked under, or none. */
const isOutdated = (code: string): boolean => code === 'declaration-closed' || code === 'declaration-unknown';

/** Asks for what was declared and no more, for a month: the shortest period that lets one come back with the invoice. */
function askOf({ declaration, asked: { inputs, purposes } }: Asking) {
  const [purpose] = purposes;
  if (purpose === undefined) throw new TypeError('expected a purpose');
  const facts = inputs.map(({ key, necessity, precision }) => ({ key, necessity, precision }));
  return { declaration, purpose: purpose.id, facts, period: { days: 31 as const } };
}

function offerOf({ about, button, declaration, rules }: Program): Offer {
  const { title, summary, refusal, contest } = declaration;
  return {
    party: about.name,
    title,
    lead: summary,
    button,
    alternative: refusal.alternative,
    contest: contest.contact,
    hasRules: rules !== undefined,
  };
}

/** The relay may start later than the party, or restart: that is no reason to end. */
async function reach<T>(step: () => Promise<T>, stop: AbortSignal, log: Log): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (cause) {
      if (codeOf(cause) !== 'network-absent') throw cause;
      log('relay-absent');
      if (!(await pause(admissionMs, stop))) throw cause;
    }
  }
}

/** For the programs themselves: runs until the process is asked to end. */
export async function runUntilStopped(program: Program, settings: ProgramSettings): Promise<void> {
  const running = await runProgram(program, settings);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void running.close().then(() => process.exit(0)));
  }
}
