import type { House } from '../house.ts';
import { answerJson } from '../middleware/headers.ts';
import type { PublicRecord } from '../store/contract.ts';

/** The last step of every public record: kept, known to the next call, and answered with its place in the log. */
export async function keepPublic(house: House, record: PublicRecord): Promise<Response> {
  const kept = await house.store.keepPublic(record);
  const { index, salt, digest } = kept;
  house.directory.add({ ...record, index, salt, digest });
  return answerJson({ digest, receipt: await house.store.receiptOf(kept) }, { status: 201 });
}
