// ask → check. What needs the keys' library and the log: it comes while the request is already read and a no works.

import { fromBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { verifyJws } from '../../../crypto/verify.ts';
import type { Declaration } from '../../../policy/declaration.ts';
import { instantText } from '../../../policy/instant.ts';
import type { Party } from '../../../policy/party.ts';
import type { Request } from '../../../policy/request.ts';
import type { ShownParty } from '../link/party.ts';
import type { ShownRequest } from '../link/request.ts';
import { PathFault } from './fault.ts';
import { type KnownLog, requireProven } from './log.ts';
import { declarationSplit, type KnownParty, keysOf, readPartyHistory, versionBefore } from './party.ts';
import { requireAdmitted, requirePartySigned, requireSigned } from './party-signed.ts';

/** What was read by hashes alone. */
interface ReadAsk {
  readonly shown: ShownRequest;
  readonly known: KnownParty;
  readonly party: Party;
  readonly declaration: Declaration;
  readonly request: Request;
}

/** Signatures by keys that held at their time, and every public record at its place in the log. */
export function requireTrue(
  ask: ReadAsk,
  log: KnownLog,
  parties: readonly ShownParty[],
  nowMs: number,
): void {
  requirePartySigned(ask.known, log);
  requireJws(ask);
  const { record, receipt } = ask.shown.declaration;
  const declarer = versionBefore(ask.known, receipt.index);
  requireSigned(
    declarationSplit(record),
    keysOf(declarer, 'record', ask.declaration.at),
    'declaration-altered',
  );
  requireProven(record, receipt, log, true);
  const shownRegie = parties.find((entry) => entry.id === log.regie);
  if (shownRegie === undefined) throw new PathFault('party-not-admitted', 'régie is not in the directory');
  const regie = readPartyHistory(shownRegie, log.regie);
  requirePartySigned(regie, log);
  requireAdmitted(ask.known, regie, log, nowMs);
}

function requireJws(ask: ReadAsk): void {
  const keys = keysOf(ask.party, 'client', instantText(ask.request.iat * 1000));
  const isSigned = keys.some((key) => {
    try {
      verifyJws(ask.shown.jws, fromBase64url(key), 'oauth-authz-req+jwt');
      return true;
    } catch (cause) {
      if (cause instanceof CryptoFault) return false;
      throw cause;
    }
  });
  if (!isSigned) throw new PathFault('request-invalid', 'request is not signed by a key of its party');
}
