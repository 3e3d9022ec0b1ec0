/**
 * What a resident saw when saying yes, as structure and not as pixels: the screen is rendered from it alone, its
 * salted digest stands in the grant, and the bytes that are sent are checked against it.
 */
import { canonicalText } from './canonical.ts';
import type { Fact } from './fact.ts';
import { precisionOf, readFact } from './fact.ts';
import { PolicyFault } from './fault.ts';
import type { Period } from './period.ts';
import { period } from './period.ts';
import type { Schema } from './read.ts';
import { digest, jsonValue, list, literal, object, oneOf, reader } from './read.ts';
import type { Lang } from './record.ts';
import type { Scope } from './scope.ts';
import { scope } from './scope.ts';

/** What a wallet can show; parties write in French and English alone. */
export type ShownLang = Lang | 'ar';

export interface View {
  readonly v: 1;
  readonly declaration: string;
  /** Version of the templates that turn this into a screen. */
  readonly template: 1;
  /** Of the words around the values; what the party wrote stands in Arabic pages in French. */
  readonly lang: ShownLang;
  /** How much was in sight before anything was unfolded: `simple` shows who, what, why, until when, and if you say no. */
  readonly level: 'plain' | 'simple';
  readonly scope: Scope;
  readonly period: Period;
  /** In the order of the scope, each at its precision. */
  readonly values: readonly Fact[];
}

const view: Schema<Omit<View, 'values'> & { values: unknown[] }> = object({
  v: literal(1),
  declaration: digest,
  template: literal(1),
  lang: oneOf(['fr', 'en', 'ar']),
  level: oneOf(['plain', 'simple']),
  scope,
  period,
  values: list(jsonValue, 40),
});

const readShape = reader(view, 'view-invalid');

export function readView(body: unknown): View {
  const read = readShape(body);
  const values = read.values.map(readFact);
  const isTrue =
    values.length === read.scope.facts.length &&
    read.scope.facts.every(({ key, precision }, at) => {
      const shown = values[at];
      return shown !== undefined && shown.key === key && precisionOf(key, shown.value) === precision;
    });
  if (!isTrue)
    throw new PolicyFault('view-invalid', 'expected one value for each fact of the scope', 'values');
  return { ...read, values };
}

export const viewText = (of: View): string => canonicalText(of);

/** SHA-256 over its arguments, one after the other. */
export type Digest = (...parts: readonly Uint8Array[]) => Uint8Array;

/** `viewDigest` of the grant: without the 32 bytes of salt nobody can try out values against it. */
export function viewDigest(of: View, viewSalt: Uint8Array, sha256: Digest): Uint8Array {
  if (viewSalt.length !== 32) throw new PolicyFault('view-invalid', 'expected a salt of 32 bytes');
  return sha256(viewSalt, utf8(viewText(of)));
}

/** UTF-8 by hand: this floor has no TextEncoder. `canonicalText` has refused lone surrogates already. */
function utf8(text: string): Uint8Array {
  const found: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    if (point < 0x80) found.push(point);
    else if (point < 0x800) found.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000)
      found.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else
      found.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 63),
        0x80 | ((point >> 6) & 63),
        0x80 | (point & 63),
      );
  }
  return Uint8Array.from(found);
}
