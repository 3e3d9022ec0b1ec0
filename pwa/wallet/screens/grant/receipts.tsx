import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { PrintChoice } from '../../../ui/paper/print-choice.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { say } from '../../../words/lookup.ts';
import type { Receivable, WrittenReceipt } from '../../paths/consent-receipt.ts';
import { grants } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { NoGrant } from './grant.tsx';
import { ReceiptSheet } from './receipt-sheet.tsx';
import { writeWhen } from './told.ts';

const paths = () => import('../../paths/consent-receipt.ts');

/** One paper for each thing that happened: to keep as a file, to print, to show to somebody else. */
export function Receipts({ id }: { id: string }) {
  const grant = grants.value.find((entry) => entry.id === id);
  const [things, setThings] = useState<readonly Receivable[] | null>(null);
  const [shown, setShown] = useState<{ thing: Receivable; receipt: WrittenReceipt } | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    paths()
      .then(({ receivables }) => {
        const found = receivables(id);
        setThings(found);
        // Whoever comes here wants the paper of the yes; the others are one tap away.
        if (found[0] !== undefined) void show(found[0]);
      })
      .catch(setFault);
  }, [id, grant?.status]);
  if (grant === undefined) return <NoGrant />;
  async function show(thing: Receivable) {
    setFault(null);
    try {
      setShown({ thing, receipt: (await paths()).writeReceipt(id, thing) });
      scrollTo(0, 0);
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <main id="page" aria-busy={things === null && fault === null}>
      <Title>{say('receipts.title')}</Title>
      <p class="lead">{say(things?.length === 0 ? 'receipts.none' : 'receipts.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {shown !== null && <ReceiptSheet grant={grant} {...shown} />}
      {shown !== null && <Act receipt={shown.receipt} />}
      {things?.map((thing) => (
        <section class="card" key={`${thing.kind} ${thing.seq}`}>
          <h2>{say(`receipts.${thing.kind}`)}</h2>
          <p class="soft">{writeWhen(thing.at)}</p>
          <Button
            act="see-receipt"
            about={`${say(`receipts.${thing.kind}`)}, ${writeWhen(thing.at)}`}
            onPress={() => show(thing)}
          >
            {say('receipts.see')}
          </Button>
        </section>
      ))}
    </main>
  );
}

function Act({ receipt }: { receipt: WrittenReceipt }) {
  return (
    <>
      {receipt.faults.length > 0 && (
        <Note tone="stop" icon="warn">
          <p>{say('receipts.fault')}</p>
        </Note>
      )}
      <PrintChoice act="print-receipt" />
      <Button act="save-receipt" look="gentle" onPress={() => saveFile(receipt, 'application/ld+json')}>
        {say('receipts.file')}
      </Button>
    </>
  );
}
