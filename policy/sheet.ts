/**
 * A signed record on paper. One machine-readable code holds it as it is; a longer one stands in numbered codes that are
 * put together again in any order. A public record that is too long even for these is named by its address, which ends
 * with its digest: whoever fetches it there can check that it is the one.
 */
import { PolicyFault } from './fault.ts';
import { utf8Bytes } from './record.ts';
import { pathOf, type RouteName } from './routes.ts';

/** More makes squares so fine that a cheap camera cannot tell them apart on an A5 sheet. */
export const maxCodeBytes = 1_200;
/** More codes would need a third page. */
export const maxCodes = 9;

/** What a reader takes: the largest code that can be printed at all, and no more scans than a hand makes. */
const maxReadBytes = 2_331;
const maxReadCodes = 64;

const markChars = 'VAV1:9/9:12345678:'.length;
const widestPoint = 4;
const pieceForm = /^VAV1:([1-9])\/([1-9]):([A-Za-z0-9_-]{8}):([\s\S]+)$/;

const refuse = (expected: string): never => {
  throw new PolicyFault('sheet-invalid', expected);
};

/** How many codes a text of this many bytes takes; more than `maxCodes`: it is not put on paper. */
const codesFor = (bytes: number): number =>
  bytes <= maxCodeBytes ? 1 : Math.ceil(bytes / (maxCodeBytes - markChars - widestPoint));

export const fitsSheet = (text: string): boolean => codesFor(utf8Bytes(text)) <= maxCodes;

/** `digest` is that of the record: its first characters hold the codes of one record together. */
export function splitForSheet(text: string, digest: string): string[] {
  if (text === '' || text.startsWith('VAV1:') || !text.isWellFormed())
    refuse('expected the text of a record');
  const bytes = utf8Bytes(text);
  const count = codesFor(bytes);
  if (count > maxCodes) refuse(`expected at most ${maxCodes} codes`);
  if (count === 1) return [text];
  return pieces(text, bytes, count).map(
    (piece, at) => `VAV1:${at + 1}/${count}:${digest.slice(0, 8)}:${piece}`,
  );
}

/** Of nearly equal size, cut between characters: each code is a text by itself. */
function pieces(text: string, bytes: number, count: number): string[] {
  const cut: string[] = [];
  let left = bytes;
  let piece = '';
  let size = 0;
  for (const point of text) {
    piece += point;
    size += utf8Bytes(point);
    if (cut.length < count - 1 && size >= left / (count - cut.length)) {
      cut.push(piece);
      left -= size;
      piece = '';
      size = 0;
    }
  }
  return [...cut, piece];
}

/** Either the record, or which codes of it are still to be scanned. */
export type SheetRead =
  | { readonly isWhole: true; readonly text: string }
  | { readonly isWhole: false; readonly of: number; readonly missing: readonly number[] };

/**
 * Codes as they were scanned, in any order, some of them twice. Codes of two records are a fault, never a mixture. That
 * the record is a true one says its signature: this function only says that nothing of it is missing.
 */
export function joinSheet(codes: readonly string[], digestOf: (text: string) => string): SheetRead {
  if (codes.length === 0 || codes.length > maxReadCodes) refuse(`expected 1 to ${maxReadCodes} codes`);
  if (codes.some((code) => utf8Bytes(code) > maxReadBytes))
    refuse(`expected at most ${maxReadBytes} bytes a code`);
  const [first = ''] = codes;
  const head = pieceForm.exec(first);
  if (head === null) {
    if (first.startsWith('VAV1:') || codes.some((code) => code !== first))
      refuse('expected codes of one record');
    return { isWhole: true, text: first };
  }
  const [, , of = '', mark = ''] = head;
  const found = new Map<number, string>();
  for (const code of codes) {
    const [, n = '', total, own, piece = ''] = pieceForm.exec(code) ?? refuse('expected codes of one record');
    if (total !== of || own !== mark || Number(n) > Number(of)) refuse('expected codes of one record');
    if ((found.get(Number(n)) ?? piece) !== piece) refuse('expected one code for each number');
    found.set(Number(n), piece);
  }
  const numbers = Array.from({ length: Number(of) }, (_, at) => at + 1);
  const missing = numbers.filter((n) => !found.has(n));
  if (missing.length > 0) return { isWhole: false, of: numbers.length, missing };
  const text = numbers.map((n) => found.get(n)).join('');
  if (digestOf(text).slice(0, 8) !== mark) refuse('expected codes of one record');
  return { isWhole: true, text };
}

const named = { declaration: 'readDeclaration', study: 'readStudy' } as const satisfies Record<
  string,
  RouteName
>;
/** Public records that may be longer than a sheet. */
export type NamedRecord = keyof typeof named;

export const recordAddress = (origin: string, kind: NamedRecord, digest: string): string =>
  `${origin}${pathOf(named[kind], { digest })}`;

/** The digest that the fetched record must have; `null` where the text is no such address. */
export function digestInAddress(text: string): string | null {
  const [, digest] = /^https?:\/\/[^/?#]+\/[a-z/]+\/([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])$/.exec(text) ?? [];
  return digest ?? null;
}
