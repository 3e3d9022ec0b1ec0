// The studies that the relay carries, read once for all pages, and each release when its page is opened.

import { computed, signal } from '@preact/signals';
import { recordDigest } from '../../../crypto/hash.ts';
import { type FollowUp, readFollowUp } from '../../../policy/label.ts';
import { type SplitRecord, splitRecord } from '../../../policy/record.ts';
import { readStudy, type Study, type StudyState } from '../../../policy/study.ts';
import { relayOrigin } from '../link/call.ts';
import { ReadFault, type ReadFaultCode } from '../link/fault.ts';
import { readStudies, type ShownStudy } from '../link/study.ts';

export interface KnownStudy {
  readonly digest: string;
  readonly study: Study;
  readonly split: SplitRecord;
  readonly state: StudyState;
  readonly isReleased: boolean;
  /** Of the researchers themselves, about this study; signatures are looked at by `verify`. */
  readonly followUps: readonly { readonly said: FollowUp; readonly split: SplitRecord }[];
}

export interface Shelf {
  readonly relay: string;
  /** Newest first. */
  readonly studies: readonly KnownStudy[];
  /** Entries that are no whole manifest: said, and not shown. */
  readonly unreadable: number;
}

const shelfSignal = signal<Shelf | undefined>(undefined);
const faultSignal = signal<ReadFaultCode | undefined>(undefined);
export const shelf = computed(() => shelfSignal.value);
export const shelfFault = computed(() => faultSignal.value);

export async function loadStudies(): Promise<void> {
  faultSignal.value = undefined;
  try {
    const relay = await relayOrigin();
    shelfSignal.value = { relay, ...readShelf(await readStudies()) };
  } catch (cause) {
    faultSignal.value = faultCode(cause);
  }
}

export const faultCode = (cause: unknown): ReadFaultCode =>
  cause instanceof ReadFault ? cause.code : 'answer-invalid';

export function readShelf(shown: readonly ShownStudy[]): Omit<Shelf, 'relay'> {
  const studies: KnownStudy[] = [];
  let unreadable = 0;
  for (const entry of shown) {
    const known = readKnown(entry);
    if (known === undefined) unreadable += 1;
    else studies.push(known);
  }
  return { studies: studies.toSorted((a, b) => (a.study.at < b.study.at ? 1 : -1)), unreadable };
}

function readKnown({ record, followUps, state, isReleased }: ShownStudy): KnownStudy | undefined {
  try {
    const split = splitRecord(record);
    const study = readStudy(split.body);
    const digest = recordDigest(record);
    const told = followUps.flatMap((text) => {
      const words = splitRecord(text);
      const said = readFollowUp(words.body);
      return said.study === digest && said.by === study.by ? [{ said, split: words }] : [];
    });
    return { digest, study, split, state, isReleased, followUps: told };
  } catch {
    return undefined;
  }
}

export const stateOrder: readonly StudyState[] = ['released', 'open', 'counting', 'announced', 'too-few'];

const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Every word stands somewhere in what the study says of itself, in the language that is read. */
export function search(
  studies: readonly KnownStudy[],
  typed: string,
  lang: 'fr' | 'en',
): readonly KnownStudy[] {
  const words = bare(typed).split(/\s+/).filter(Boolean);
  return studies.filter(({ study }) => {
    const { title, question, summary, area, covered, dimensions } = study;
    const said = [title, question, summary, area, covered, ...dimensions.map(({ label }) => label)];
    const text = bare(said.map((entry) => entry[lang]).join(' '));
    return words.every((word) => text.includes(word));
  });
}
