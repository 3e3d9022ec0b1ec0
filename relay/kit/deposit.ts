// A party deposits what it computed on one reading: the signed record for the log, the content sealed to the resident.

import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../crypto/hash.ts';
import type { NoteKey } from '../../crypto/note.ts';
import { leafHash, treeRoot } from '../../crypto/proof.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { padTo, sealTo } from '../../crypto/seal.ts';
import {
  type Calculation,
  type CalculationContent,
  type CalculationInput,
  commitmentText,
  contentText,
} from '../../policy/calculation.ts';
import { resultBinding } from '../../policy/envelope.ts';
import { instantText } from '../../policy/instant.ts';
import type { LogReceipt } from '../../policy/receipt.ts';
import { pathOf } from '../../policy/routes.ts';
import { postJson } from './call.ts';
import { KitFault } from './fault.ts';
import { noteDeposit } from './journal.ts';
import { signLine } from './keys.ts';
import { requireInLog } from './proof.ts';
import type { Yes } from './read.ts';
import type { JournaledLine } from './records.ts';
import type { ReadVoices } from './voice.ts';

/** What a party computed. Each input gets its own salt here, so that one can be shown without the others. */
export interface Computed extends Omit<CalculationContent, 'salt' | 'inputs'> {
  readonly inputs: readonly Omit<CalculationInput, 'salt'>[];
}

export interface Depositing {
  readonly line: JournaledLine;
  readonly log: NoteKey;
  /** The key to seal to, by grant, where it is another than the grant's own: read from the grant's records once. */
  readonly boxKeys: Map<string, string>;
  readonly readVoices: ReadVoices;
}

export type About = Pick<Calculation, 'rulesHash' | 'engine' | 'contest'>;

export async function deposit(
  by: Depositing,
  yes: Pick<Yes, 'grant' | 'envelope'>,
  about: About,
  computed: Computed,
): Promise<{ text: string; receipt: LogReceipt }> {
  const { grant } = yes;
  try {
    return await depositTo(by.boxKeys.get(grant.id) ?? grant.boxKey, by, yes, about, computed);
  } catch (cause) {
    if (!(cause instanceof KitFault) || cause.code !== 'key-replaced') throw cause;
    const voices = await by.readVoices({ grant: grant.id, mailbox: grant.by });
    const boxKey = voices.at(-1)?.boxKey ?? grant.boxKey;
    by.boxKeys.set(grant.id, boxKey);
    return depositTo(boxKey, by, yes, about, computed);
  }
}

async function depositTo(
  boxKey: string,
  { line, log }: Depositing,
  { grant, envelope }: Pick<Yes, 'grant' | 'envelope'>,
  about: About,
  computed: Computed,
): Promise<{ text: string; receipt: LogReceipt }> {
  const salt = () => toBase64url(randomBytes(32));
  const inputs = computed.inputs.map((input) => ({ ...input, salt: salt() }));
  const content = contentText({ ...computed, salt: salt(), inputs });
  const id = randomId();
  const binding = resultBinding({ grant: grant.id, id, party: line.party });
  const sealed = sealTo(fromBase64url(boxKey), padTo(toUtf8(content)), toUtf8(binding));
  const calculation: Calculation = {
    v: 1,
    type: 'calculation',
    id,
    at: instantText(line.now()),
    by: line.party,
    mailbox: grant.by,
    grant: grant.id,
    envelope,
    declaration: grant.declaration,
    ...about,
    inputs: {
      count: inputs.length,
      root: toBase64url(treeRoot(inputs.map((input) => leafHash(toUtf8(commitmentText(input)))))),
    },
    contentDigest: recordDigest(content),
    sealedDigest: toBase64url(sha256(sealed)),
  };
  const text = signLine(calculation, line.keys.record, line.realm);
  const sealedTo = toBase64url(sha256(fromBase64url(boxKey)));
  const body = { calculation: text, sealed: toBase64url(sealed), sealedTo };
  const answer = (await postJson(line, pathOf('keepResult'), body)) as { receipt: unknown };
  const receipt = requireInLog(text, answer.receipt, log);
  noteDeposit(line.journal, { grant: grant.id, mailbox: grant.by }, recordDigest(text));
  return { text, receipt };
}
