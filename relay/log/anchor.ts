// From recorded to anchored. A head that only the relay has signed may be shown to one person alone; one that a witness
// has cosigned may not. At most once a second, beside the traffic and never in its way, the relay shows its newest head
// to its witnesses with the proof that it continues the one they saw before, and publishes what they put their names
// under (c2sp.org/tlog-witness).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyCosignatures } from '../../crypto/cosignature.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import {
  formatNote,
  type NoteSignature,
  parseNote,
  parseSignature,
  verifyCheckpoint,
} from '../../crypto/note.ts';
import { consistencyPathFrom } from '../../crypto/proof.ts';
import { walkTiles } from '../../crypto/tile.ts';
import { fastSha256 } from '../proof/hash.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import { verifyNoteBytes } from '../proof/verify.ts';
import type { WitnessDoor } from '../settings.ts';
import type { LogHead, Store } from '../store/contract.ts';
import { StoreFault } from '../store/fault.ts';
import { replaceFile } from './replace-file.ts';

const betweenMs = 1_000;
const patienceMs = 5_000;
/** Relay and witness may start together: that one is up first is no news. */
const startingMs = 10_000;
const maxAnswerBytes = 16_384;

export type AskWitness = (address: string, body: string) => Promise<{ status: number; text: string }>;

export interface AnchorGiven {
  readonly store: Store;
  readonly signer: LogSigner;
  readonly witnesses: readonly WitnessDoor[];
  /** Where the newest published checkpoint rests: cosigned, where there are witnesses, so that it is there at once after a restart. */
  readonly dataDir: string;
  readonly ask: AskWitness;
  /** For the operator; once for each change. */
  readonly tell: (text: string) => void;
}

interface Asked {
  readonly door: WitnessDoor;
  /** The size that it cosigned last, as far as we know. */
  size: number;
  told: string;
}

interface Cosigned {
  readonly size: number;
  readonly note: string;
  readonly by: number;
}

export class Anchor {
  readonly #given: AnchorGiven;
  readonly #asked: Asked[];
  readonly #path: string;
  #newest: Cosigned | undefined;
  #keptSize = -1;
  #lines: { size: number; byWitness: Map<Asked, NoteSignature> } = { size: -1, byWitness: new Map() };
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #isStopped = false;
  readonly #openedMs = performance.now();

  constructor(given: AnchorGiven) {
    this.#given = given;
    this.#asked = given.witnesses.map((door) => ({ door, size: 0, told: '' }));
    this.#path = join(given.dataDir, 'log-checkpoint.txt');
  }

  /** The newest cosigned checkpoint as a signed note. */
  get note(): string | undefined {
    return this.#newest?.note;
  }

  /**
   * Reads what was published before. A log that is shorter than what it has published would begin a second history for
   * everybody who saw the first: it must not go on, and was most likely restored from an old backup.
   */
  async open(): Promise<void> {
    const text = readKept(this.#path);
    const kept = text === undefined ? undefined : this.#read(text);
    const head = await this.#given.store.head();
    if (kept !== undefined && kept.size > head.size) {
      const expected = `the log has ${head.size} records and has published ${kept.size}`;
      throw new StoreFault('log-other', `${expected}: restored from an old backup?`);
    }
    if (kept !== undefined && kept.by > 0) this.#newest = kept;
    this.#keptSize = kept?.size ?? -1;
    this.#keep(head);
  }

  start(): void {
    if (this.#isStopped) return;
    const next = (): void => {
      const startMs = performance.now();
      this.#round = this.round().finally(() => {
        if (this.#isStopped) return;
        const waitMs = Math.max(0, betweenMs - (performance.now() - startMs));
        this.#timer = setTimeout(next, waitMs).unref();
      });
    };
    next();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#round;
    // What was answered since the last round.
    if (this.#asked.length === 0) await this.round();
  }

  /** Keeps the newest head, or shows it to each witness that has not cosigned it. Never throws: a witness's trouble is not ours. */
  async round(): Promise<void> {
    try {
      const head = await this.#given.store.head();
      this.#keep(head);
      if (this.#lines.size !== head.size) this.#lines = { size: head.size, byWitness: new Map() };
      const { byWitness } = this.#lines;
      const missing = this.#asked.filter((asked) => !byWitness.has(asked));
      if (missing.length === 0) return;
      await Promise.all(
        missing.map(async (asked) => {
          const line = await this.#cosigned(asked, head);
          if (line !== undefined) byWitness.set(asked, line);
        }),
      );
      this.#publish(head);
    } catch {
      // The store is closing, or its disk failed: it says so itself.
    }
  }

  /** Without witnesses every head is published as it is: how far they went rests here, so that an older copy shows. */
  #keep({ size, note }: LogHead): void {
    if (this.#asked.length > 0 || size <= this.#keptSize) return;
    replaceFile(this.#path, note);
    this.#keptSize = size;
  }

  #publish(head: LogHead): void {
    const { size, byWitness } = this.#lines;
    if (size !== head.size || byWitness.size === 0) return;
    const newest = this.#newest;
    if (newest !== undefined && (newest.size > size || (newest.size === size && newest.by >= byWitness.size)))
      return;
    const { text, signatures } = parseNote(head.note);
    // In the order of the settings, so that one set of cosignatures has one text.
    const lines = this.#asked.flatMap((asked) => byWitness.get(asked) ?? []);
    const note = formatNote({ text, signatures: [...signatures, ...lines] });
    replaceFile(this.#path, note);
    this.#newest = { size, note, by: lines.length };
  }

  async #cosigned(asked: Asked, head: LogHead): Promise<NoteSignature | undefined> {
    const { door } = asked;
    try {
      let answer = await this.#show(asked, head);
      if (answer.status === 409) {
        const known = /^(0|[1-9]\d{0,15})\n?$/.exec(answer.text);
        asked.size = Number(known?.[1] ?? 0);
        if (asked.size > head.size)
          return this.#say(asked, `has seen ${asked.size} records, this log has ${head.size}`);
        answer = await this.#show(asked, head);
      }
      if (answer.status !== 200)
        return this.#say(asked, `answers ${answer.status}: ${answer.text.slice(0, 200).trim()}`);
      const line = lineOf(answer.text, head, door);
      if (line === undefined) return this.#say(asked, 'answers without a good cosignature');
      asked.size = head.size;
      this.#say(asked, 'cosigns');
      return line;
    } catch {
      const isStarting = asked.told === '' && performance.now() - this.#openedMs < startingMs;
      return isStarting ? undefined : this.#say(asked, 'is not reached');
    }
  }

  async #show(asked: Asked, head: LogHead): Promise<{ status: number; text: string }> {
    const { store, ask } = this.#given;
    const path =
      asked.size === 0 || asked.size > head.size
        ? []
        : await walkTiles(
            head.size,
            (level, n, width) => store.readTile(level, n, width),
            (read) => consistencyPathFrom(read, asked.size, head.size, fastSha256),
            { sha: fastSha256 },
          );
    const hashes = path.map((hash) => `${Buffer.from(hash).toString('base64')}\n`);
    const oldSize = asked.size > head.size ? 0 : asked.size;
    return ask(`${asked.door.url}/add-checkpoint`, `old ${oldSize}\n${hashes.join('')}\n${head.note}`);
  }

  #say(asked: Asked, what: string): undefined {
    if (asked.told === what) return;
    asked.told = what;
    this.#given.tell(`witness ${asked.door.key.name} ${what}`);
  }

  #read(text: string): Cosigned | undefined {
    try {
      const { size } = verifyCheckpoint(text, this.#given.signer, verifyNoteBytes);
      const keys = this.#given.witnesses.map(({ key }) => key);
      const by = verifyCosignatures(parseNote(text), keys, verifyNoteBytes).length;
      return { size, note: text, by };
    } catch (cause) {
      if (cause instanceof CryptoFault) return undefined;
      throw cause;
    }
  }
}

/** The one line of this witness among what it answered; lines of other keys are passed over. */
function lineOf(text: string, head: LogHead, { key }: WitnessDoor): NoteSignature | undefined {
  const own = parseNote(head.note).text;
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      const entry = parseSignature(line);
      if (verifyCosignatures({ text: own, signatures: [entry] }, [key], verifyNoteBytes).length === 1)
        return entry;
    } catch (cause) {
      if (!(cause instanceof CryptoFault)) throw cause;
    }
  }
  return undefined;
}

/** The way there: no redirect, no more than a few lines back, and not for long. */
export const askByHttp: AskWitness = async (address, body) => {
  const response = await fetch(address, {
    method: 'POST',
    body,
    redirect: 'error',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    signal: AbortSignal.timeout(patienceMs),
  });
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > maxAnswerBytes) throw new RangeError('a witness answers too much');
    parts.push(part);
  }
  return { status: response.status, text: Buffer.concat(parts).toString('utf8') };
};

function readKept(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}
