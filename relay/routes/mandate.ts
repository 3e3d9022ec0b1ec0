import { readGrant } from '../../policy/grant.ts';
import { minuteText } from '../../policy/instant.ts';
import { type EndedMandate, type GivenMandate, readMandate } from '../../policy/mandate.ts';
import { spokenText } from '../../policy/mandate-text.ts';
import { dayMs } from '../../policy/period.ts';
import { type SplitRecord, splitRecord } from '../../policy/record.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireRecordSigner } from '../middleware/mailbox-signer.ts';
import { requirePaper, requireWarrant } from '../middleware/mandate.ts';
import { readSigned, requireRecent, requireSignature, walletSkewMs } from '../middleware/signed.ts';
import { wholeMinute } from '../middleware/time.ts';
import { textDigest } from '../proof/hash.ts';

/**
 * The resident lets somebody help at one mailbox, or ends it: in force when this answers. No party is told. An end never
 * waits: it may be as old as its mandate, like a revocation.
 */
export async function keepMandate(house: House, request: Request): Promise<Response> {
  const { mandate: text, ...rest } = requireObject(
    await readJson(request, { bytes: routes.keepMandate.limitBytes }),
  );
  if (Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected `mandate` and nothing else');
  const split = readSigned(text, 'mandate');
  const read = readMandate(split.body);
  return read.act === 'give'
    ? give(house, split, read, text as string)
    : end(house, split, read, text as string);
}

async function give(house: House, split: SplitRecord, read: GivenMandate, text: string): Promise<Response> {
  const nowMs = house.now();
  // It says its day only, and several of one help leave one after the other.
  requireRecent(read.at, nowMs, { pastMs: 2 * walletSkewMs, futureMs: walletSkewMs });
  // What was read aloud is what its fields say, and nothing else.
  if (textDigest(spokenText(read, read.text.lang)) !== read.text.digest)
    throw new DoorFault('digest-invalid', 'expected the digest of the text that these fields make');
  const signer = await requireGiver(house, split, read, nowMs);
  requireWarrant(house, read, signer);
  const { by: mailbox, id, n, paper } = read;
  const kept = await house.store.keepMandate({
    mailbox,
    id,
    text,
    n,
    atMs: wholeMinute(nowMs),
    ...(paper === undefined ? {} : { grant: paper.grant }),
  });
  return answerJson({ receipt: await house.store.receiptOf(kept) }, { status: 201 });
}

/** Gives the key that speaks for the mailbox, which must have signed the warrant too. */
async function requireGiver(
  house: House,
  split: SplitRecord,
  read: GivenMandate,
  nowMs: number,
): Promise<string> {
  const { by, key, paper, helper } = read;
  if (key !== undefined) {
    await requireRecordSigner(house, split, { by, key });
    return key;
  }
  if (paper === undefined) throw new DoorFault('signature-invalid', 'expected a key or a counter');
  // A counter is a party that the régie admitted, and answers for the sheet that it keeps.
  const counter = house.directory.requireAdmitted(paper.counter, nowMs);
  const keys = house.directory.keysNow(counter, 'record', nowMs).map((entry) => entry.key);
  if (!keys.includes(helper.key))
    throw new DoorFault('key-unknown', 'expected a `record` key of the counter that holds now');
  requireSignature(split, [helper.key], house.realm);
  const signer = await grantKey(house, by, paper.grant);
  requirePaper(house, read, paper, signer);
  return signer;
}

/** Of a paper grant: its key signed it, then the warrant and `paper`, and was thrown away. */
async function grantKey(house: House, mailbox: string, digest: string): Promise<string> {
  const { grants } = await house.store.readMailbox(mailbox, new Map(), 1);
  const [first, ...others] = grants;
  if (first === undefined || others.length > 0 || textDigest(first.text) !== digest)
    throw new DoorFault('grant-unknown', 'expected the one grant of this mailbox');
  return readGrant(splitRecord(first.text).body).key;
}

async function end(house: House, split: SplitRecord, read: EndedMandate, text: string): Promise<Response> {
  const { by: mailbox, mandate: id, key, counter } = read;
  const held = await house.store.readMandate(mailbox, id);
  if (held === undefined) throw new DoorFault('mandate-unknown', 'expected a mandate of this mailbox');
  if (key !== undefined) await requireRecordSigner(house, split, { by: mailbox, key });
  else {
    if (counter === undefined || held.given.paper?.counter !== counter)
      throw new DoorFault('mandate-outside', 'expected the counter where this mandate was signed');
    // Its keys may have changed since; a counter that was closed meanwhile may still end what it began.
    const party = house.directory.requireKnown(counter);
    const keys = house.directory.keysNow(party, 'record', house.now()).map((entry) => entry.key);
    requireSignature(split, keys, house.realm);
  }
  const nowMs = house.now();
  const pastMs = nowMs - (held.standing.untilMs - held.given.days * dayMs) + 2 * walletSkewMs;
  requireRecent(read.at, nowMs, { pastMs, futureMs: walletSkewMs });
  const { endedMs, kept } = await house.store.endMandate({
    mailbox,
    mandate: id,
    text,
    atMs: wholeMinute(nowMs),
  });
  const receipt = kept === undefined ? undefined : await house.store.receiptOf(kept);
  return answerJson({ status: 'ended', at: minuteText(endedMs), receipt });
}
