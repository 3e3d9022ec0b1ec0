import type { House } from '../house.ts';
import { answerJson } from '../middleware/headers.ts';
import type { PublicRecord } from '../store/contract.ts';

/** The last step of every public record: kept, known to the next call, what it ends ended, its place in the log told. */
export async function keepPublic(house: House, record: PublicRecord): Promise<Response> {
  const kept = await house.store.keepPublic(record);
  const { index, salt, digest } = kept;
  const entry = { ...record, index, salt, digest };
  house.directory.add(entry);
  house.studies.add(entry);
  house.conditions?.add(entry);
  // Nothing leaves under those grants since before the record was kept: an end that fails here comes with the next sweep.
  await house.ends.settle(house.now()).catch(() => undefined);
  return answerJson({ digest, receipt: await house.store.receiptOf(kept) }, { status: 201 });
}
