import { toBase64url } from '../../crypto/encode.ts';
import { checkpointText } from '../../crypto/note.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import type { LogHead } from '../store/contract.ts';

/** Signs the head of a tree. Invariant: called once for a size, inside the transaction that commits its leaves. */
export function signHead(signer: LogSigner, size: number, root: Uint8Array): LogHead {
  return {
    size,
    root: toBase64url(root),
    note: signer.signHead(checkpointText({ origin: signer.name, size, root })),
  };
}
