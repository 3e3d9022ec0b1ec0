// What a dishonest relay could say to a wallet, as data: where it lies, how, and what becomes of the lie. A lie turns the
// honest answer of a door into the dishonest one and needs nothing of ours but the log's key, which a dishonest relay
// has; so the list can be run in front of any relay and any wallet that speak this protocol (README.md).

import type { Attack } from './attack.ts';
import { asking } from './attacks-asking.ts';
import { looking } from './attacks-looking.ts';
import { lostPhone } from './attacks-lost.ts';
import { threads } from './attacks-threads.ts';

export const attacks: readonly Attack[] = [
  ...asking,
  ...looking,
  ...threads,
  ...lostPhone,
  {
    name: 'keeps one person for good in a history of its own, from the first day',
    at: 'always',
    mark: 'found by the wallet',
    because:
      'no witness cosigns it, so nothing is ever anchored: told after 24 hours; whoever compares two heads of one size proves it',
  },
  {
    name: 'serves one person a changed wallet',
    at: 'always',
    mark: 'found from outside',
    because:
      'each build is named in the log and compared by npm run verify -- --served; the phone alone cannot know',
  },
  {
    name: 'joins mailboxes by the addresses and times of its live connections',
    at: 'always',
    mark: 'not found',
    because:
      'nothing of it is stored or said; an Oblivious HTTP relay of another body would prevent it (protocol §4)',
  },
  {
    name: 'is not there, or answers to nobody',
    at: 'always',
    mark: 'found by the wallet',
    because: 'a stop waits and is shown as waiting; readings go on as long as the relay serves the party',
  },
];
