// The only file that names saxes: a GPX text in, its track points out. A worker has no DOM to read XML with. Nothing of a
// document type is looked at, so that no entity is ever opened; routes and single places are no tracks.

import { SaxesParser } from 'saxes';
import { importLimits } from '../../../../policy/import.ts';
import { ImportFault } from './fault.ts';

export interface GpxPoint {
  readonly lat: number;
  readonly lon: number;
  /** As it was written; null where there is none. */
  readonly time: string | null;
  readonly line: number;
}

export interface GpxEvents {
  point(point: GpxPoint): void;
  endTrack(): void;
}

/** So many characters without one tag are no track. */
const maxQuietChars = 1_000_000;

export async function readGpx(text: AsyncIterable<string>, on: GpxEvents): Promise<void> {
  const parser = new SaxesParser();
  let depth = 0;
  let lastTag = 0;
  let point: { lat: number; lon: number; time: string | null; line: number } | null = null;
  let isInTime = false;
  const broken = () => new ImportFault('import-not-gpx', 'expected GPX', parser.line);

  parser.on('error', () => {
    throw broken();
  });
  parser.on('doctype', () => {
    throw broken();
  });
  parser.on('opentag', ({ name, attributes }) => {
    const tag = plainName(name);
    if (depth === 0 && tag !== 'gpx') throw broken();
    depth += 1;
    lastTag = parser.position;
    if (depth > importLimits.xmlDepth) throw new ImportFault('import-nested', 'too deep', parser.line);
    if (tag === 'trkpt') {
      const { lat, lon } = attributes as Record<string, string | undefined>;
      point = { lat: degrees(lat), lon: degrees(lon), time: null, line: parser.line };
    }
    isInTime = tag === 'time' && point !== null;
  });
  parser.on('text', (found) => {
    if (isInTime && point !== null) point.time = (point.time ?? '') + found.slice(0, 60);
  });
  parser.on('closetag', ({ name }) => {
    const tag = plainName(name);
    depth -= 1;
    lastTag = parser.position;
    isInTime = false;
    if (tag === 'trkpt' && point !== null) {
      on.point(point);
      point = null;
    }
    if (tag === 'trk') on.endTrack();
  });

  for await (const piece of text) {
    parser.write(piece);
    if (parser.position - lastTag > maxQuietChars) throw broken();
  }
  parser.close();
  on.endTrack();
}

const plainName = (name: string) => name.slice(name.indexOf(':') + 1);

/** Number('') is 0, and 0 is a place in the sea. */
const degrees = (text: string | undefined): number =>
  text !== undefined && /^\s*[+-]?\d{1,3}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,2})?\s*$/.test(text)
    ? Number(text)
    : Number.NaN;
