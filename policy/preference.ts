/**
 * « Mes règles »: a resident's own standing choices, by fact, kind of party and purpose. They propose; they answer
 * alone only where every fact is allowed and the resident asked for it.
 */

import type { FactKey } from './fact.ts';
import { factKeys } from './fact.ts';
import type { Party, PartyRole } from './party.ts';
import { partyRoles } from './party.ts';
import type { PurposeId } from './purpose.ts';
import { purposeIds } from './purpose.ts';
import type { Schema } from './read.ts';
import { line, object, oneOf, optional, reader, yesNo } from './read.ts';
import type { AuthorizationDetail } from './request.ts';

export type Answer = 'allow' | 'ask' | 'never';

/** `private` is every party with a commercial interest, whatever its role: a transport operator may be one. */
export const partyKinds = [...partyRoles, 'private'] as const;
export type PartyKind = PartyRole | 'private';

export interface Preference {
  readonly fact: FactKey | '*';
  readonly role: PartyKind | '*';
  readonly purpose: PurposeId | '*';
  readonly answer: Answer;
  /** Set by the resident alone: with `allow` it may answer yes, with `never` no, without a question. */
  readonly automatic: boolean;
  /** Why, for the resident alone: read by nothing, never part of a request or an answer. */
  readonly note?: string;
}

const preference: Schema<Preference> = object({
  fact: oneOf([...factKeys, '*']),
  role: oneOf([...partyKinds, '*']),
  purpose: oneOf([...purposeIds, '*']),
  answer: oneOf(['allow', 'ask', 'never']),
  automatic: yesNo,
  note: optional(line(200)),
});

export const readPreference = reader(preference, 'preference-invalid');

type Asker = Pick<Party, 'role' | 'interest'>;

function speaksOf(choice: Preference, key: FactKey, purpose: PurposeId, asker: Asker): boolean {
  return (
    (choice.fact === '*' || choice.fact === key) &&
    (choice.purpose === '*' || choice.purpose === purpose) &&
    (choice.role === '*' ||
      choice.role === asker.role ||
      (choice.role === 'private' && asker.interest === 'commercial'))
  );
}

/** Never beats ask beats allow, however narrow or wide each was said; silence asks. */
export function propose(
  preferences: readonly Preference[],
  ask: AuthorizationDetail,
  asker: Asker,
): Map<FactKey, Answer> {
  return new Map(
    ask.facts.map(({ key }) => {
      const said = preferences.filter((choice) => speaksOf(choice, key, ask.purpose, asker));
      const answers = new Set(said.map((choice) => choice.answer));
      const answer = answers.has('never')
        ? 'never'
        : answers.has('allow') && !answers.has('ask')
          ? 'allow'
          : 'ask';
      return [key, answer];
    }),
  );
}

/** May the wallet say yes by itself? Only when each fact is allowed, and allowed so by a choice marked automatic. */
export function mayAnswerAlone(
  preferences: readonly Preference[],
  ask: AuthorizationDetail,
  asker: Asker,
): boolean {
  const proposed = propose(preferences, ask, asker);
  return (
    proposed.size > 0 &&
    ask.facts.every(
      ({ key }) =>
        proposed.get(key) === 'allow' &&
        preferences.some(
          (choice) =>
            choice.answer === 'allow' && choice.automatic && speaksOf(choice, key, ask.purpose, asker),
        ),
    )
  );
}

/** May it say no by itself? As soon as one required fact is « never », and that choice is marked automatic. */
export function mayRefuseAlone(
  preferences: readonly Preference[],
  ask: AuthorizationDetail,
  asker: Asker,
): boolean {
  return ask.facts.some(
    ({ key, necessity }) =>
      necessity === 'required' &&
      preferences.some(
        (choice) =>
          choice.answer === 'never' && choice.automatic && speaksOf(choice, key, ask.purpose, asker),
      ),
  );
}
