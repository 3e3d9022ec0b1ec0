// The room that this tab has opened: its secret is in the tab alone, so that a reload goes on with it, and it is gone with
// the tab or with the room. The board is asked for every two seconds.

import { computed, signal } from '@preact/signals';
import type { Animal } from '../../../policy/workshop/animal.ts';
import type { BoardView } from '../../../policy/workshop/board.ts';
import type { RoomMinutes, Scenario, WorkshopLanguage } from '../../../policy/workshop.ts';
import { CallFault, type CallFaultCode } from '../link/fault.ts';
import { answerHelp, type Beside, endRoom, openRoom, readBeside, readBoard } from '../link/room.ts';

const keptName = 'vav-workshop';
const lookMs = 2_000;

/** What the mediator has chosen for the next room. */
export const draft = signal<{
  readonly scenario: Scenario;
  readonly language: WorkshopLanguage;
  readonly minutes: RoomMinutes;
}>({ scenario: 'bike-grant', language: 'fr', minutes: 60 });

const secretSignal = signal<string | undefined>(undefined);
const boardSignal = signal<BoardView | undefined>(undefined);
const faultSignal = signal<CallFaultCode | undefined>(undefined);
const besideSignal = signal<Beside | undefined>(undefined);

/** Undefined: no room is open in this tab. */
export const isOpen = computed(() => secretSignal.value !== undefined);
export const board = computed(() => boardSignal.value);
/** What went wrong at the last call; nothing once a call has worked again. */
export const fault = computed(() => faultSignal.value);
/** Null: nobody can take a seat here. Undefined: not known yet. */
export const exerciseOrigin = computed(() => besideSignal.value?.exercise);
/** Who helps is told by the relay's own page of help; undefined until it is known which relay this is. */
export const helpAddress = computed(
  () => besideSignal.value && new URL('/aide', besideSignal.value.relay).href,
);

/** After a reload, or in a second tab that was opened from this one. */
export async function takeUpAgain(): Promise<void> {
  void learnBeside();
  const secret = sessionStorage.getItem(keptName);
  if (secret === null) return;
  secretSignal.value = secret;
  await watch(secret);
}

/** Whether there is a room now. Then its board is looked at until it is over. */
export async function open(): Promise<boolean> {
  try {
    const { secret } = await openRoom(draft.value);
    sessionStorage.setItem(keptName, secret);
    secretSignal.value = secret;
    faultSignal.value = undefined;
    void watch(secret);
    return true;
  } catch (cause) {
    tellFault(cause);
    return false;
  }
}

export async function helped(animal: Animal): Promise<void> {
  const secret = secretSignal.value;
  if (secret === undefined) return;
  await answerHelp(secret, animal).catch(tellFault);
  await look(secret);
}

/** Everything in the room is gone with it. */
export async function end(): Promise<void> {
  const secret = secretSignal.value;
  if (secret === undefined) return;
  try {
    await endRoom(secret);
  } catch (cause) {
    tellFault(cause);
    if (faultSignal.value !== 'room-gone') return;
  }
  forget();
  faultSignal.value = 'room-gone';
}

async function watch(secret: string): Promise<void> {
  while (secretSignal.value === secret) {
    await look(secret);
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

async function look(secret: string): Promise<void> {
  try {
    const seen = await readBoard(secret);
    if (secretSignal.value !== secret) return;
    boardSignal.value = seen;
    faultSignal.value = undefined;
  } catch (cause) {
    tellFault(cause);
    if (faultSignal.value === 'room-gone') forget();
  }
}

async function learnBeside(): Promise<void> {
  try {
    besideSignal.value = await readBeside();
  } catch (cause) {
    tellFault(cause);
  }
}

function forget(): void {
  sessionStorage.removeItem(keptName);
  secretSignal.value = undefined;
  boardSignal.value = undefined;
}

function tellFault(cause: unknown): void {
  if (!(cause instanceof CallFault)) throw cause;
  faultSignal.value = cause.code;
}
