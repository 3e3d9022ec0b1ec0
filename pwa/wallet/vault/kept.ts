// What rests in the vault: one type per kind of row, and nothing else is ever written there. Every body is plain JSON,
// sealed as a whole; secrets inside are base64url text.

import type { KeptCalculation } from './kept/calculation.ts';
import type { KeptCondition } from './kept/condition.ts';
import type { KeptFact, KeptImport, KeptPreference, KeptProposal } from './kept/fact.ts';
import type {
  KeptAccess,
  KeptAsked,
  KeptEnvelope,
  KeptGrant,
  KeptMember,
  KeptPause,
  KeptRefusal,
  KeptStatement,
} from './kept/grant.ts';
import type { KeptAnswer, KeptHead, KeptLog } from './kept/log.ts';
import type { KeptHelp, KeptHelped, KeptMandate, KeptUse } from './kept/mandate.ts';
import type { KeptChange, KeptDeclaration, KeptParty } from './kept/party.ts';
import type { KeptAccount, KeptContribution, KeptToken } from './kept/study.ts';
import type { KeptThread } from './kept/thread.ts';
import type {
  KeptAlarm,
  KeptDevice,
  KeptEvent,
  KeptKeys,
  KeptOutgoing,
  KeptSettings,
} from './kept/wallet.ts';

/** The closed list of kinds; a row that reads as anything else is a fault. */
export interface KeptKinds {
  keys: KeptKeys;
  setting: KeptSettings;
  fact: KeptFact;
  preference: KeptPreference;
  party: KeptParty;
  declaration: KeptDeclaration;
  grant: KeptGrant;
  member: KeptMember;
  pause: KeptPause;
  condition: KeptCondition;
  asked: KeptAsked;
  statement: KeptStatement;
  envelope: KeptEnvelope;
  refusal: KeptRefusal;
  look: KeptAccess;
  calculation: KeptCalculation;
  outgoing: KeptOutgoing;
  alarm: KeptAlarm;
  answer: KeptAnswer;
  log: KeptLog;
  head: KeptHead;
  event: KeptEvent;
  thread: KeptThread;
  change: KeptChange;
  import: KeptImport;
  contribution: KeptContribution;
  account: KeptAccount;
  token: KeptToken;
  device: KeptDevice;
  help: KeptHelp;
  mandate: KeptMandate;
  use: KeptUse;
  helped: KeptHelped;
  proposal: KeptProposal;
}

export type Kind = keyof KeptKinds;

export const kinds = [
  'keys',
  'setting',
  'fact',
  'preference',
  'party',
  'declaration',
  'grant',
  'member',
  'pause',
  'condition',
  'asked',
  'statement',
  'envelope',
  'refusal',
  'look',
  'calculation',
  'outgoing',
  'alarm',
  'answer',
  'log',
  'head',
  'event',
  'thread',
  'change',
  'import',
  'contribution',
  'account',
  'token',
  'device',
  'help',
  'mandate',
  'use',
  'helped',
  'proposal',
] as const satisfies readonly Kind[];
