// The doors of workshops, on this page's own origin: no credential goes with any call, and the room's secret is in the body.

import { pathOf } from '../../../policy/routes.ts';
import type { Animal } from '../../../policy/workshop/animal.ts';
import { type BoardView, readBoardView } from '../../../policy/workshop/board.ts';
import type { WorkshopOpening } from '../../../policy/workshop.ts';
import { CallFault } from './fault.ts';

const patienceMs = 10_000;
/** Far above a board of forty seats. */
const maxCharacters = 65_536;

export interface OpenedRoom {
  readonly code: string;
  readonly secret: string;
}

export async function openRoom(opening: WorkshopOpening): Promise<OpenedRoom> {
  const { code, secret } = fieldsOf(await call('POST', pathOf('openWorkshop'), opening));
  if (typeof code !== 'string' || typeof secret !== 'string')
    throw new CallFault('answer-invalid', 'expected a code and a secret');
  return { code, secret };
}

export async function readBoard(secret: string): Promise<BoardView> {
  const answer = await call('POST', pathOf('readBoard'), { secret });
  try {
    return readBoardView(answer);
  } catch (cause) {
    throw new CallFault('answer-invalid', 'expected a board', { cause });
  }
}

export async function answerHelp(secret: string, animal: Animal): Promise<void> {
  await call('POST', pathOf('answerHelp'), { secret, animal });
}

export async function endRoom(secret: string): Promise<void> {
  await call('POST', pathOf('endWorkshop'), { secret });
}

/** What stands beside these pages: where seats are taken, null where no exercise is served; and the relay of residents. */
export interface Beside {
  readonly exercise: string | null;
  readonly relay: string;
}

export async function readBeside(): Promise<Beside> {
  const { exercise, relay } = fieldsOf(await call('GET', '/config.json'));
  return { exercise: exercise === null ? null : originOf(exercise), relay: originOf(relay) };
}

function originOf(address: unknown): string {
  if (typeof address !== 'string' || !URL.canParse(address))
    throw new CallFault('answer-invalid', 'expected an address');
  return new URL(address).origin;
}

async function call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(patienceMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
    text = await response.text();
  } catch (cause) {
    throw new CallFault('network-absent', 'relay not reached', { cause });
  }
  if (text.length > maxCharacters) throw new CallFault('answer-invalid', 'answer is too long');
  const value = text === '' ? {} : parse(text);
  if (response.ok) return value;
  const { code } = (value ?? {}) as { code?: unknown };
  if (code === 'workshop-unknown') throw new CallFault('room-gone', 'the room is over');
  throw new CallFault(response.status === 429 ? 'refused' : 'relay-failed', `status \`${response.status}\``);
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CallFault('answer-invalid', 'expected an object');
  return value as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CallFault('answer-invalid', 'answer is no JSON', { cause });
  }
}
