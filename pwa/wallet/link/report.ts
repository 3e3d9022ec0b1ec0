// What leaves the phone for a study: two sealed halves in one DAP report, and later, perhaps, the record that takes them
// back. No account, no cookie, no name: the token in the report is the only thing that says it may come in.

import { dapMedia } from '../../../crypto/dap/media.ts';
import { type ReportError, type ReportUploadStatus, readUploadErrors } from '../../../crypto/dap/report.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { pathOf } from '../../../policy/routes.ts';
import type { SignedWithdrawn } from '../../../policy/withdrawal.ts';
import { fieldsOf, listIn, textIn, yesNoIn } from './answer.ts';
import { callBytes, callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

/** A DAP upload of one report. Null once the leader has it, or why it was not taken. */
export async function postReport(
  reach: Reach,
  study: string,
  report: Uint8Array<ArrayBuffer>,
): Promise<ReportError | null> {
  const answer = await callBytes(reach, {
    method: 'POST',
    path: pathOf('uploadReports', { task: study }),
    body: report,
    headers: { accept: dapMedia('upload-errors'), 'content-type': dapMedia('upload-req') },
  });
  const [first] = readErrors(answer);
  // It came before, and the answer was lost: the same bytes are there.
  return first === undefined || first.error === 'report_replayed' ? null : first.error;
}

function readErrors(bytes: Uint8Array): ReportUploadStatus[] {
  try {
    return readUploadErrors(bytes);
  } catch (cause) {
    if (cause instanceof CryptoFault)
      throw new LinkFault('answer-invalid', 'answer to an upload', null, { cause });
    throw cause;
  }
}

/** The same record may be sent until both aggregators have answered. Unchecked. */
export async function postWithdrawal(
  reach: Reach,
  study: string,
  body: { readonly record: string; readonly token: string },
): Promise<{ readonly withdrawn: readonly SignedWithdrawn[]; readonly isPending: boolean }> {
  const path = pathOf('keepWithdrawal', { digest: study });
  const fields = fieldsOf(
    await callJson(reach, { method: 'POST', path, body: JSON.stringify(body) }),
    'withdrawal',
  );
  return {
    withdrawn: listIn(fields, 'withdrawn').map((value) => {
      const said = fieldsOf(value, 'withdrawn');
      return {
        party: textIn(said, 'party'),
        statement: textIn(said, 'statement'),
        signature: textIn(said, 'signature'),
      };
    }),
    isPending: yesNoIn(fields, 'pending'),
  };
}
