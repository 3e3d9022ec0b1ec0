import type { Released } from '../aggregate/packages.ts';
import type { House } from '../house.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson, dataHeaders } from '../middleware/headers.ts';
import { isReleased } from './study.ts';

function requireReleased(house: House, digest: string): Released {
  const known = house.studies.require(digest);
  const { release } = known;
  // One minute for everybody: nobody first, the researchers neither.
  if (release === undefined || !isReleased(known, house.now()))
    throw new DoorFault(
      'release-later',
      `expected a study whose release is out; this one’s is due at ${known.study.releaseAt}`,
    );
  return { ...known, release };
}

export async function readRelease(house: House, digest: string): Promise<Response> {
  const { release } = requireReleased(house, digest);
  const receipt = await house.store.receiptOf(release.kept);
  return answerJson({ record: release.kept.text, receipt }, { headers: { 'cache-control': 'no-cache' } });
}

/** The package: made from the two records and nothing else, so it is the same bytes whoever asks and whenever. */
export async function readReleaseFile(house: House, digest: string): Promise<Response> {
  const known = requireReleased(house, digest);
  const bytes = await house.packages.of(known);
  return new Response(new Uint8Array(bytes), {
    headers: {
      ...dataHeaders,
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="study-${digest.slice(0, 8)}.zip"`,
      'cache-control': 'public, max-age=3600',
    },
  });
}
