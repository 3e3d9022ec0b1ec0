// The keys under which codes are exchanged, as the régie names them in the log. A key that stood nowhere in public could be
// another one for each code, and then a blind signature would hide nothing.

import { randomId } from '../../crypto/random.ts';
import { instantText } from '../../policy/instant.ts';
import { type Enrolment, readLabel } from '../../policy/label.ts';
import { splitRecord } from '../../policy/record.ts';
import type { OwnParty } from '../own-party.ts';
import type { KeptPublic, Store } from '../store/contract.ts';
import type { Issuer } from './issuer.ts';

export interface PublicEnrolment {
  readonly label: Enrolment;
  readonly kept: KeptPublic;
}

/** As canonical text has it; `readLabel` says what it really is. */
const kindInText = '"kind":"enrols"';
const maxLabelLength = 2_000;

export async function publicEnrolments(store: Store, regie: string): Promise<PublicEnrolment[]> {
  const labels = await store.listPublic('label', regie);
  return labels.flatMap((kept) => {
    // Anybody may ask: labels of a wallet's build, long and many, are not read for that.
    if (!kept.text.includes(kindInText) || kept.text.length > maxLabelLength) return [];
    const label = readLabel(splitRecord(kept.text).body);
    return label.kind === 'enrols' ? [{ label, kept }] : [];
  });
}

export interface EnrolmentKeysGiven {
  readonly store: Store;
  readonly regie: Pick<OwnParty, 'id' | 'sign'>;
  readonly issuer: Issuer;
  /** For the operator. */
  readonly tell: (text: string) => void;
}

export class EnrolmentKeys {
  readonly #given: EnrolmentKeysGiven;
  readonly #told = new Set<number>();
  #running: Promise<void> | undefined;

  constructor(given: EnrolmentKeysGiven) {
    this.#given = given;
  }

  /**
   * At start and now and then: a command may have made codes for a year that has no key in the log yet. Where the log names
   * another key than there is here (a lost file), nobody is shown a second one, and the codes of that year are exchanged
   * for nothing.
   */
  publish(nowMs: number): Promise<void> {
    this.#running ??= this.#publish(nowMs).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #publish(nowMs: number): Promise<void> {
    const { store, regie, issuer, tell } = this.#given;
    const enrolments = await issuer.enrolments();
    if (enrolments.length === 0) return;
    const known = await publicEnrolments(store, regie.id);
    for (const { year, tokenKey } of enrolments) {
      const named = known.find(({ label }) => label.year === year);
      if (named === undefined) {
        const text = regie.sign(enrolmentLabel(regie.id, year, tokenKey, nowMs));
        await store.keepPublic({ type: 'label', party: regie.id, text });
      } else if (named.label.tokenKey !== tokenKey && !this.#told.has(year)) {
        this.#told.add(year);
        tell(`issuer.db has another enrolment key for ${year} than the log: its codes are refused`);
      }
    }
  }
}

const enrolmentLabel = (by: string, year: number, tokenKey: string, nowMs: number): Enrolment => ({
  v: 1,
  type: 'label',
  id: randomId(),
  at: instantText(nowMs),
  by,
  kind: 'enrols',
  year,
  tokenKey,
});
