import { readReceipt } from '../../policy/receipt.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireRecordSigner } from '../middleware/mailbox-signer.ts';
import { readSigned, requireRecent, walletSkewMs } from '../middleware/signed.ts';
import { textDigest } from '../proof/hash.ts';

const pageLength = 200;

/** The wallet countersigns a calculation: these bytes were received. Not that anyone agrees. */
export async function keepReceipt(house: House, request: Request): Promise<Response> {
  const { receipt: text, ...rest } = requireObject(
    await readJson(request, { bytes: routes.keepReceipt.limitBytes }),
  );
  if (Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected `receipt` and nothing else');
  const split = readSigned(text, 'receipt');
  const receipt = readReceipt(split.body);
  await requireRecordSigner(house, split, receipt);
  // Cut to the day, and it may leave a day late: so that it does not tell when the phone was open.
  requireRecent(receipt.at, house.now(), { pastMs: 2 * walletSkewMs, futureMs: walletSkewMs });
  const grant = await grantOfCalculation(house, receipt.by, receipt.calculation);
  const kept = await house.store.keepReceipt({
    mailbox: receipt.by,
    grant,
    calculation: receipt.calculation,
    id: receipt.id,
    text: text as string,
  });
  return answerJson({ receipt: await house.store.receiptOf(kept) }, { status: 201 });
}

/** A receipt names a record and no grant; the mailbox, which has few grants, is walked through for it. */
async function grantOfCalculation(house: House, mailbox: string, calculation: string): Promise<string> {
  const after = new Map<string, number>();
  for (;;) {
    const { records, more } = await house.store.readMailbox(mailbox, after, pageLength);
    for (const record of records) {
      const isIt = record.kind === 'signed' && record.type === 'calculation';
      if (isIt && textDigest(record.text) === calculation) return record.grant;
      after.set(record.grant, record.seq);
    }
    if (!more)
      throw new DoorFault('calculation-unknown', 'expected the digest of a calculation of this mailbox');
  }
}
