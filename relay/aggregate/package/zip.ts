import { unzipSync, type Zippable, zipSync } from 'fflate';
import { CryptoFault } from '../../../crypto/fault.ts';

export const proofName = 'proof.json';

/** Any time will do: it is written over below. */
const anyTime = '1990-01-01T12:00:00Z';

/** In the order of the names; every entry has the time `at`, to the two seconds that a zip knows. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>, at: string): Uint8Array {
  const entries: Zippable = {};
  for (const name of [...files.keys()].sort()) {
    entries[name] = [files.get(name) as Uint8Array, { level: 9, mtime: anyTime }];
  }
  const zip = zipSync(entries);
  setTimes(zip, zipTime(at));
  return zip;
}

/** MS-DOS date and time (APPNOTE 4.4.6), from 1980 to 2107; read here as UTC, so that no machine's zone is in the file. */
function zipTime(at: string): number {
  const [year, month, day, hour, minute, second] = at.split(/[-T:Z]/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const years = Math.min(Math.max(year - 1980, 0), 127);
  const date = (years << 9) | (month << 5) | day;
  return ((date << 16) | (hour << 11) | (minute << 5) | (second >> 1)) >>> 0;
}

/** The zip library reads its times in the zone of the machine, so they are set here, in both places that have one. */
function setTimes(zip: Uint8Array, time: number): void {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.byteLength - 22;
  const count = view.getUint16(end + 10, true);
  let entry = view.getUint32(end + 16, true);
  for (let at = 0; at < count; at++) {
    view.setUint32(entry + 12, time, true);
    view.setUint32(view.getUint32(entry + 42, true) + 10, time, true);
    entry += 46 + view.getUint16(entry + 28, true) + view.getUint16(entry + 30, true);
  }
}

const maxEntries = 40;
const maxPackageBytes = 64 * 1024 * 1024;
const entryName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;

/** Of a file that anybody may have made: few entries, plain names, bounded sizes, none twice. */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  let total = 0;
  const names = new Set<string>();
  const refuse = (what: string): never => {
    throw new CryptoFault('size-invalid', what);
  };
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        total += originalSize;
        if (names.has(name) || !entryName.test(name))
          refuse('an entry of another name or twice, expected plain names');
        names.add(name);
        if (names.size > maxEntries || total > maxPackageBytes)
          refuse('a package with more than a release has');
        return true;
      },
    });
  } catch (cause) {
    if (cause instanceof CryptoFault) throw cause;
    throw new CryptoFault('encoding-invalid', 'no zip that can be read', { cause });
  }
  return new Map(Object.entries(entries));
}
