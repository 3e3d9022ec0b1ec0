/** From the words that a person wrote to the declaration that is signed: dates, hashes and fixed parts filled in. */
import type { Declaration } from '../../../relay/kit/client.ts';

type Dated = 'previousHash' | 'validFrom' | 'validTo' | 'reviewBefore' | 'changelog' | 'logic';
type Written = Omit<Declaration, 'v' | 'type' | 'id' | 'at' | 'by' | Dated>;

/** What a party writes by hand. Either published rules make the result, or the kind of logic is named. */
export type DeclarationText = Written & {
  readonly parameters: Declaration['logic']['parameters'];
} & (
    | { readonly rules: { readonly entryPoints: readonly string[] }; readonly logicKind?: never }
    | {
        readonly logicKind: 'statistical' | 'learned' | 'hybrid';
        readonly model?: NonNullable<Declaration['logic']['model']>;
        readonly rules?: never;
      }
  );

export interface PublishedRules {
  readonly engineVersion: string;
  readonly hash: string;
  readonly logicHash: string;
  readonly cases?: string;
  readonly change?: string;
}

/** All but the head, which the kit adds when it signs. */
export type DeclarationBody = Written & Pick<Declaration, Dated>;

const yearMs = 365 * 86_400_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export function declarationBody(
  text: DeclarationText,
  published: PublishedRules | undefined,
  previousHash: string | null,
  nowMs: number,
): DeclarationBody {
  const { rules, logicKind, parameters, ...rest } = text;
  const { model, ...written } = { model: undefined, ...rest };
  if ((rules === undefined) !== (published === undefined))
    throw new TypeError('expected rules to be published first');
  const logic: Declaration['logic'] =
    rules === undefined || published === undefined
      ? { kind: logicKind ?? 'statistical', ...(model === undefined ? {} : { model }), parameters }
      : {
          kind: 'rules',
          rules: {
            lang: 'publicodes',
            cases: null,
            change: null,
            ...published,
            entryPoints: rules.entryPoints,
          },
          parameters,
        };
  const [today, inOneYear] = [dayOf(nowMs), dayOf(nowMs + yearMs)];
  return {
    ...written,
    logic,
    previousHash,
    validFrom: today,
    validTo: inOneYear,
    reviewBefore: inOneYear,
    changelog: [changeOf(text.version, today, previousHash)],
  };
}

/** Whoever changes these words by hand compares nothing: the strictest class is always true. */
function changeOf(
  version: string,
  date: string,
  previousHash: string | null,
): Declaration['changelog'][number] {
  return previousHash === null
    ? {
        version,
        date,
        class: 'first',
        why: { fr: 'Première version.', en: 'First version.' },
        behaviour: null,
      }
    : { version, date, class: 'pause', why: { fr: 'Nouveau texte.', en: 'New words.' }, behaviour: null };
}
