// The shared store: several relay processes on one PostgreSQL. The rows are the authority. Each act locks the rows of
// the grants it concerns, reads them again and commits what it does together with the record that says so; nothing is
// remembered between acts, so a withdrawal through one process is denied through every other from its commit.

import type { Pool, PoolClient } from 'pg';
import type { AccessAnswer } from '../../policy/access.ts';
import { readItemText } from '../../policy/access.ts';
import type { ChainLink, GrantState } from '../../policy/history.ts';
import { afterConfirmation, afterEnd, afterEnvelope, afterRecord, isLive } from '../../policy/history.ts';
import { inclusionIn } from '../log/receipt.ts';
import { readBundle } from '../log/tiles.ts';
import { bytesDigest, innerDigest, takeRandom, textDigest } from '../proof/hash.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import { accessId, accessRow, answerCall } from './access-call.ts';
import { type ChainRows, readChain, type SignedRow } from './chain.ts';
import type * as kept from './contract.ts';
import { StoreFault } from './fault.ts';
