import { tileWidth } from '../../crypto/tile.ts';
import type { ReadInners } from './tree.ts';

/** What a path below /log/tile/ names (C2SP tlog-tiles): a hash tile, or an entry bundle where `level` is absent. */
export interface TileName {
  level: number | undefined;
  n: number;
  width: number;
}

const nameForm = /^(0|[1-9]\d?|entries)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Reads `<L>/<N>[.p/<W>]` and nothing else: leading zeroes, spare `x000` and widths of 256 have another name already. */
export function readTileName(path: string): TileName | undefined {
  const found = nameForm.exec(path);
  if (found === null) return undefined;
  const [, level, n, width] = found as unknown as [string, string, string, string | undefined];
  const elements = n.split('/').map((element) => element.replace('x', ''));
  if (elements.length > 1 && elements[0] === '000') return undefined;
  const name = {
    level: level === 'entries' ? undefined : Number(level),
    n: Number(elements.join('')),
    width: width === undefined ? tileWidth : Number(width),
  };
  if (width !== undefined && name.width >= tileWidth) return undefined;
  return name.level !== undefined && name.level > 63 ? undefined : name;
}

/** An entry bundle: each inner digest behind its length as two bytes, big end first. */
export async function readBundle(
  readInners: ReadInners,
  n: number,
  width: number,
  size: number,
): Promise<Buffer | undefined> {
  const from = n * tileWidth;
  if (from + width > size) return undefined;
  const inners = await readInners(from, from + width);
  if (inners.length !== width) return undefined;
  const bundle = Buffer.alloc(width * 34);
  inners.forEach((inner, at) => {
    bundle.writeUInt16BE(inner.length, at * 34);
    bundle.set(inner, at * 34 + 2);
  });
  return bundle;
}
