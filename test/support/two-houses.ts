/**
 * A relay and a helper as two real processes, each with a folder of its own, over HTTP; their clocks are moved by the test.
 * Knows both by their public doors, and their folders as whoever steals a disk does.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { recordDigest } from '../../crypto/hash.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { instantText } from '../../policy/instant.ts';
import { readOperation } from '../../policy/label.ts';
import { splitRecord } from '../../policy/record.ts';
import { type Release, readRelease } from '../../policy/release.ts';
import { readStudy, type Study, type StudyOperator } from '../../policy/study.ts';
import { type FictionalStudy, openFictionalStudy } from '../../relay/aggregate/fictional-wallet.ts';
import { type OwnParty, openOwnParty } from '../../relay/own-party.ts';
import { openRegie } from '../../relay/regie.ts';
import { aStudy } from './a-study.ts';

const clockFile = new URL('./moved-clock.ts', import.meta.url).href;
const fileOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const patienceMs = 60_000;

export interface Program {
  readonly name: 'relay' | 'helper';
  readonly folder: string;
  readonly process: ChildProcess;
  /** What it wrote: its log. */
  readonly said: () => string;
}

export async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer();
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}

export class TwoHouses {
  readonly folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-studies-'));
  readonly origin: string;
  readonly helperOrigin: string;
  readonly asker: OwnParty;
  readonly helperParty: OwnParty;
  #aheadMs = 0;
  readonly #programs = new Map<string, Program>();

  private constructor(relayPort: number, helperPort: number) {
    this.origin = `http://localhost:${relayPort}`;
    this.helperOrigin = `http://localhost:${helperPort}`;
    const about = (name: string, legalId: string, url: string) => ({
      name: { fr: name, en: name },
      role: 'research' as const,
      interest: 'general' as const,
      legalId,
      url,
      contact: { email: 'qui@universite.example' },
    });
    this.asker = openOwnParty(
      join(this.folder, 'asker'),
      about('Université', 'asker', this.origin),
      this.now(),
    );
    this.helperParty = openOwnParty(
      join(this.folder, 'helper'),
      about('Voisine', 'helper', this.helperOrigin),
      this.now(),
    );
  }

  static async start(): Promise<TwoHouses> {
    await readySodium();
    const houses = new TwoHouses(await freePort(), await freePort());
    await Promise.all([houses.run('relay'), houses.run('helper')]);
    await houses.#admit(houses.asker);
    await houses.#admit(houses.helperParty);
    return houses;
  }

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  program(name: 'relay' | 'helper'): Program {
    return this.#programs.get(name) as Program;
  }

  readonly send = (path: string, init: RequestInit): Promise<Response> => fetch(this.origin + path, init);

  /** Starts it, or starts it again on what its folder holds. */
  async run(name: 'relay' | 'helper'): Promise<void> {
    const isRelay = name === 'relay';
    const folder = join(this.folder, name);
    const regie = openRegie(join(this.folder, 'relay'), this.origin, this.now()).id;
    const origin = isRelay ? this.origin : this.helperOrigin;
    const child = spawn(
      process.execPath,
      ['--import', clockFile, fileOf(isRelay ? 'relay/main.ts' : 'relay/commands/helper.ts')],
      {
        env: {
          ...process.env,
          AHEAD_MS: String(this.#aheadMs),
          PORT: new URL(origin).port,
          ORIGIN: origin,
          DATA_DIR: folder,
          ...(isRelay
            ? {
                HELPERS: `${this.helperParty.id}@${this.helperOrigin}`,
                RESEARCH_PORT: String(await freePort()),
              }
            : { NAME: 'Voisine', LEGAL_ID: 'helper', CONTACT: 'qui@universite.example', LEADERS: regie }),
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes: Buffer) => {
        said += bytes.toString('utf8');
      });
    this.#programs.set(name, { name, folder, process: child, said: () => said });
    const untilMs = Date.now() + patienceMs;
    for (;;) {
      const answer = await fetch(`${origin}/healthz`).catch(() => undefined);
      if (answer?.ok === true) return;
      if (child.exitCode !== null || Date.now() > untilMs) throw new Error(`${name} did not start: ${said}`);
      await pause(50);
    }
  }

  async kill(name: 'relay' | 'helper'): Promise<void> {
    const { process: child } = this.program(name);
    const { promise, resolve } = Promise.withResolvers<void>();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
    await promise;
  }

  /** Both clocks at once; answered before anything else is asked. */
  async moveTo(atMs: number): Promise<void> {
    this.#aheadMs = atMs - Date.now();
    await Promise.all([...this.#programs.values()].map((program) => this.#tell(program)));
  }

  #tell({ process: child }: Program): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    const { pid } = child;
    child.once('message', () => resolve());
    child.once('exit', () => resolve());
    if (pid !== undefined) child.send({ aheadMs: this.#aheadMs });
    return promise;
  }

  async #admit(party: OwnParty): Promise<void> {
    await this.post('/party', { record: party.text });
    const nowMs = this.now();
    const record = openRegie(join(this.folder, 'relay'), this.origin, nowMs).admit(
      party.id,
      nowMs + 365 * 86_400_000,
      nowMs,
    );
    await this.post('/label', { record });
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    const response = await this.send(path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async get<T>(path: string): Promise<T> {
    const response = await this.send(path, {});
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Open for a day from the minute that runs, told an hour later. */
  async publish(changes: Partial<Study> = {}): Promise<FictionalStudy> {
    const { operators } = await this.get<{
      operators: { leader: StudyOperator; issuer: StudyOperator; helpers: StudyOperator[] };
    }>('/study');
    const opensMs = Math.ceil(this.now() / 60_000) * 60_000;
    const at = (hours: number) => instantText(opensMs + hours * 3_600_000);
    const study = readStudy({
      ...aStudy(),
      id: crypto.getRandomValues(Buffer.alloc(16)).toString('base64url'),
      at: instantText(this.now()),
      by: this.asker.id,
      leader: operators.leader,
      issuer: operators.issuer,
      helper: operators.helpers[0],
      window: { opens: at(0), closes: at(24) },
      precisionSeconds: 60,
      releaseAt: at(25),
      destroyAt: at(49),
      ...changes,
    });
    const text = this.asker.sign(study);
    await this.post('/study', { record: text });
    const digest = recordDigest(text);
    const { operations } = await this.get<{ operations: { record: string }[] }>(`/study/${digest}`);
    const labels = operations.map(({ record }) => readOperation(splitRecord(record).body));
    const [leader, helper] = (['leader', 'helper'] as const).map((role) =>
      labels.find((label) => label.role === role),
    );
    if (leader === undefined || helper === undefined) throw new Error('expected both labels');
    await this.moveTo(opensMs + 60_000);
    return openFictionalStudy(text, leader, helper);
  }

  /** Closes the window, waits until both have counted, and goes on to the minute of the release. */
  async release({ study, digest }: FictionalStudy): Promise<Release> {
    await this.moveTo(Date.parse(study.releaseAt) + 1_000);
    const untilMs = Date.now() + 5 * 60_000;
    while (Date.now() < untilMs) {
      const response = await this.send(`/study/${digest}/release`, {});
      if (response.ok)
        return readRelease(splitRecord(((await response.json()) as { record: string }).record).body);
      await pause(100);
    }
    throw new Error(`no release: ${this.program('relay').said().split('\n').slice(-5).join('\n')}`);
  }

  readFile(program: 'relay' | 'helper', name: string): Buffer {
    return readFileSync(join(this.folder, program, name));
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#programs.values()].map(({ process: child }) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        if (child.exitCode !== null || child.signalCode !== null) return undefined;
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
        setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
        return promise;
      }),
    );
    rmSync(this.folder, { recursive: true, force: true });
  }
}
