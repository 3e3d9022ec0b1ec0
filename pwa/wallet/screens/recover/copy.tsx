import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { Note } from '../../../ui/note.tsx';
import { hasWord, say, sayCount, type Word } from '../../../words/lookup.ts';
import { writeDay, writeTime } from '../../../words/write.ts';
import type { KeptBackup } from '../../vault/kept/wallet.ts';
import { isProvisional, lockState, thisDevice } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';

const paths = () => import('../../paths/backup.ts');

/** « Garder une copie »: off until the person wants one. */
export function Copy() {
  const [fault, setFault] = useState<unknown>(null);
  const [off, setOff] = useState<'erased' | 'left' | null>(null);
  const kept = thisDevice.value?.backup ?? null;
  const isOpen = lockState.value === 'open';
  async function turn(act: () => Promise<void>) {
    setFault(null);
    await act().catch(setFault);
  }
  return (
    <main id="page">
      <Title>{say('copy.title')}</Title>
      <p class="lead">{say('copy.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {!isOpen && <p>{say('copy.empty')}</p>}
      {isOpen && kept === null && (
        <section class="card">
          {off === 'erased' && (
            <Note tone="calm" icon="check" announce>
              <p>{say('copy.erased')}</p>
            </Note>
          )}
          {off === 'left' && (
            <Note tone="stop" announce>
              <p>{say('copy.left')}</p>
            </Note>
          )}
          <p>{say('copy.how')}</p>
          <Button
            act="copy-on"
            look="full"
            icon="key"
            onPress={() => turn(async () => (await paths()).turnOnBackup())}
          >
            {say('copy.on')}
          </Button>
        </section>
      )}
      {isOpen && kept !== null && (
        <>
          <State kept={kept} />
          <Button
            act="copy-off"
            look="stop"
            onPress={() =>
              turn(async () => {
                const how = await (await paths()).turnOffBackup();
                // The paper names the place of the copy that was left: another one names another.
                if (how === 'left') await (await import('../../paths/remove-device.ts')).makeKit();
                setOff(how);
              })
            }
          >
            {say('copy.off')}
          </Button>
          <p class="soft small">{say('copy.off.why')}</p>
        </>
      )}
      {isOpen && isProvisional.value && (
        <LinkCard href="/cle" icon="print" act="kit" title={say('kit.title')} why={say('copy.kit')} />
      )}
    </main>
  );
}

function State({ kept }: { kept: KeptBackup }) {
  const { sentAt, dueAt, refusal, leftOut } = kept;
  const why = `copy.not.${refusal}`;
  return (
    <section class="card" data-copy={refusal ?? (sentAt === null ? 'first' : 'sent')}>
      <div role="status" class="stack tight">
        <p>
          <b>
            {sentAt === null
              ? say('copy.first')
              : say('copy.sent', { day: writeDay(sentAt), time: writeTime(sentAt) })}
          </b>
        </p>
        {sentAt !== null && refusal === null && <p>{say(dueAt === null ? 'copy.fresh' : 'copy.due')}</p>}
        {leftOut > 0 && <p>{sayCount('copy.left-out', leftOut)}</p>}
      </div>
      {refusal !== null && (
        <Note tone="stop" announce>
          <p>{say(hasWord(why) ? (why as Word) : 'copy.not.other')}</p>
        </Note>
      )}
      <p class="soft small">{say('copy.found')}</p>
    </section>
  );
}
