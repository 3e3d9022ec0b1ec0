import { readAddress } from './call.ts';
import { ReadFault } from './fault.ts';

const bounds = { maxBytes: 67_108_864, patienceMs: 60_000 };

/** The whole package, as it is downloaded. */
export async function readPackage(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const { response, bytes } = await readAddress(address, bounds);
  if (!response.ok) throw new ReadFault('not-found', `status \`${response.status}\``);
  return bytes;
}
