import { ReadFault } from './fault.ts';

const maxBytes = 67_108_864;

/** The whole package, as it is downloaded. */
export async function readPackage(address: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(address, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      signal: AbortSignal.timeout(60_000),
    });
    if (!response.ok) throw new ReadFault('not-found', `status \`${response.status}\``);
    if (Number(response.headers.get('content-length') ?? 0) > maxBytes)
      throw new ReadFault('answer-invalid', 'package is too long');
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length > maxBytes) throw new ReadFault('answer-invalid', 'package is too long');
    return bytes;
  } catch (cause) {
    if (cause instanceof ReadFault) throw cause;
    throw new ReadFault('network-absent', 'package not reached', { cause });
  }
}
