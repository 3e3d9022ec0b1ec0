import { useEffect, useState } from 'preact/hooks';
import type { PartyPage } from '../../../../policy/party-page.ts';
import { Button } from '../../../ui/button.tsx';
import { Choices } from '../../../ui/choices.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { WordsField } from '../../../ui/words-field.tsx';
import { Working } from '../../../ui/working.tsx';
import { inLanguage, say, type Word } from '../../../words/lookup.ts';
import { mostWords } from '../../paths/contest-choice.ts';
import { comeBackLink, type PaperThread } from '../../paths/paper-thread.ts';
import type { KnownPage } from '../../paths/party-page.ts';
import { address } from '../../router.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { PaperThreadView } from '../thread/come-back.tsx';
import { inWords } from '../thread/thread.tsx';
import { CodeSheet } from './code-sheet.tsx';
import { LineField } from './line-field.tsx';
import { openingFor, reasonsFor, type WriteKind, writeKinds } from './opening.ts';

const paths = () => import('../../paths/paper-thread.ts');

/** To a party, by anybody: affected, passing by, or just asking. No account, no name; a code to come back. */
export function Write({ id }: { id: string }) {
  const [known, setKnown] = useState<KnownPage | null>(null);
  const [thread, setThread] = useState<PaperThread | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    import('../../paths/party-page.ts')
      .then(({ readPublicPage }) => readPublicPage(id))
      .then(setKnown)
      .catch(setFault);
  }, [id]);
  if (thread !== null && isOpen) return <PaperThreadView thread={thread} onThread={setThread} />;
  if (thread !== null) return <Sent thread={thread} onThread={setThread} onOpen={() => setOpen(true)} />;
  const kind = writeKinds.find((entry) => entry === address.value.hash) ?? null;
  if (known === null)
    return (
      <main id="page" aria-busy={fault === null || undefined}>
        <Title>{say(kind === null ? 'party.write' : `write.title.${kind}`)}</Title>
        {fault === null ? <Working what="parties.reading" /> : <FaultNote error={fault} />}
      </main>
    );
  return <WriteForm known={known} first={kind} onThread={setThread} />;
}

function WriteForm({
  known,
  first,
  onThread,
}: {
  known: KnownPage;
  first: WriteKind | null;
  onThread: (thread: PaperThread) => void;
}) {
  const { page, party } = known;
  const name = inLanguage(party.current.name);
  const [kind, setKind] = useState<WriteKind | null>(first);
  const [declaration, setDeclaration] = useState<string | null>(onlyOne(page));
  const [reason, setReason] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const [place, setPlace] = useState('');
  const [email, setEmail] = useState('');
  const [fault, setFault] = useState<unknown>(null);
  const needsWords = kind === 'question' || reason === 'other';
  const isReady = kind !== null && reason !== null && (!needsWords || words.trim() !== '');

  async function send() {
    if (kind === null || reason === null) return;
    setFault(null);
    try {
      const { writeThread, sendPaperThread } = await paths();
      const where = place.trim();
      const text = words.trim() || say(`thread.reason.${kind}.${reason}` as Word);
      const more = {
        place: where === '' ? null : where,
        contact: email.trim() === '' ? null : { email: email.trim() },
      };
      const opening = openingFor({ kind, reason, declaration, isOfPlace: where !== '' });
      const written = await writeThread(party.id, opening, inWords(text, more));
      // Signed: from here on the code is what matters, whether or not the network holds.
      onThread(await sendPaperThread(written).catch(() => written));
    } catch (error) {
      setFault(error);
    }
  }

  return (
    <>
      <main id="page">
        <Title>{say(kind === null ? 'party.write' : `write.title.${kind}`)}</Title>
        <p class="lead">{say('write.lead', { name })}</p>
        {kind === null && (
          <Choices
            name="write"
            title={say('write.choose')}
            options={writeKinds.map((value) => ({ value, said: say(`write.kind.${value}`) }))}
            chosen={kind}
            onChoose={setKind}
          />
        )}
        {kind !== null && page.promises.length > 1 && (
          <Choices
            name="declaration"
            title={say('write.declaration')}
            options={page.promises.map((promise) => ({
              value: promise.declaration,
              said: inLanguage(promise.title),
            }))}
            chosen={declaration}
            onChoose={setDeclaration}
          />
        )}
        {kind !== null && (
          <Choices
            name="reason"
            title={say(`write.reason.${kind}`)}
            options={reasonsFor(kind).map((value) => ({
              value,
              said: say(`thread.reason.${kind}.${value}` as Word),
            }))}
            chosen={reason}
            onChoose={setReason}
          />
        )}
        {kind !== null && reason !== null && (
          <section class="card">
            <WordsField
              name="write-words"
              label={say(needsWords ? 'write.words' : 'contest.words')}
              value={words}
              most={mostWords}
              onInput={setWords}
            />
            {(kind === 'contest' || kind === 'report') && (
              <LineField name="write-place" label={say('write.place')} value={place} onInput={setPlace} />
            )}
            <LineField
              name="write-email"
              label={say('write.email')}
              value={email}
              onInput={setEmail}
              isEmail
            />
            {kind === 'rights' && <p class="soft small">{say('write.email.rights')}</p>}
            {kind === 'question' && <p class="soft small">{say('write.question.public')}</p>}
          </section>
        )}
        {fault !== null && <FaultNote error={fault} />}
      </main>
      <section class="thumb" aria-label={say('contest.send')}>
        <Button act="send-written" look="full" off={!isReady} onPress={send}>
          {say('contest.send')}
        </Button>
        <p class="soft small centred">{say('write.code')}</p>
      </section>
    </>
  );
}

const onlyOne = ({ promises }: PartyPage): string | null =>
  promises.length === 1 ? (promises[0]?.declaration ?? null) : null;

/** The code first: without it nobody finds the answer, and nobody can give it a second time. */
function Sent({
  thread,
  onThread,
  onOpen,
}: {
  thread: PaperThread;
  onThread: (thread: PaperThread) => void;
  onOpen: () => void;
}) {
  const [fault, setFault] = useState<unknown>(null);
  const name = inLanguage(thread.party.current.name);
  const isSent = thread.acts.every(({ recordedAt }) => recordedAt !== null);
  async function again() {
    setFault(null);
    await paths()
      .then(({ sendPaperThread }) => sendPaperThread(thread))
      .then(onThread)
      .catch(setFault);
  }
  return (
    <main id="page">
      <Title>{say(isSent ? 'write.sent' : 'thread.unsent')}</Title>
      <Note tone={isSent ? 'calm' : 'wait'} icon="key" announce>
        <p>{say('code.keep')}</p>
        <p>{say('code.keep.then')}</p>
      </Note>
      {fault !== null && <FaultNote error={fault} />}
      {!isSent && (
        <Button act="send-thread" look="full" onPress={again}>
          {say('outbox.send')}
        </Button>
      )}
      <CodeSheet code={thread.code} link={comeBackLink(thread.code)} about={name} />
      <Button act="see-written" onPress={onOpen}>
        {say('write.see')}
      </Button>
    </main>
  );
}
