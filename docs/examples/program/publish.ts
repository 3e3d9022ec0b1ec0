/** From the words that a person wrote to the declaration that is signed: dates, hashes and fixed parts filled in. */
import type { Declaration } from '../../../relay/kit/client.ts';

type Written = Omit<
  Declaration,
  'v' | 'type' | 'id' | 'at' | 'by' | 'previousHash' | 'validFrom' | 'validTo' | 'logic'
>;

/** What a party writes by hand. Either published rules make the result, or the kind of logic is named. */
export type DeclarationText = Written & {
  readonly parameters: Declaration['logic']['parameters'];
} & (
    | { readonly rules: { readonly entryPoints: readonly string[] }; readonly logicKind?: never }
    | { readonly logicKind: 'statistical' | 'learned' | 'hybrid'; readonly rules?: never }
  );

export interface PublishedRules {
  readonly engineVersion: string;
  readonly hash: string;
  readonly logicHash: string;
}

/** All but the head, which the kit adds when it signs. */
export type DeclarationBody = Written & Pick<Declaration, 'previousHash' | 'validFrom' | 'validTo' | 'logic'>;

const yearMs = 365 * 86_400_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export function declarationBody(
  text: DeclarationText,
  published: PublishedRules | undefined,
  previousHash: string | null,
  nowMs: number,
): DeclarationBody {
  const { rules, logicKind, parameters, ...written } = text;
  if ((rules === undefined) !== (published === undefined))
    throw new TypeError('expected rules to be published first');
  const logic: Declaration['logic'] =
    rules === undefined || published === undefined
      ? { kind: logicKind ?? 'statistical', parameters }
      : {
          kind: 'rules',
          rules: { lang: 'publicodes', ...published, entryPoints: rules.entryPoints },
          parameters,
        };
  return { ...written, logic, previousHash, validFrom: dayOf(nowMs), validTo: dayOf(nowMs + yearMs) };
}
