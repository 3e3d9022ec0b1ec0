import { useEffect, useState } from 'preact/hooks';
import type { ImportKind, ToldFault } from '../../../../policy/import.ts';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { hasWord, say, type Word } from '../../../words/lookup.ts';
import { writeNumber } from '../../../words/write.ts';
import { dropImport, type ImportState, importState, readFiles } from '../../paths/import.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { ChooseFile } from './choose.tsx';
import { FoundImport } from './found.tsx';
import { MapColumns } from './mapping.tsx';
import { RowFaults } from './row-faults.tsx';

/** « Ajouter un fichier »: chosen, read, shown, and only then kept or let go. */
export function ImportScreen() {
  const [fault, setFault] = useState<unknown>(null);
  const state = importState.value;
  // What was decided or refused is not waited for; what is still being read goes on without its screen.
  useEffect(
    () => () => {
      if (['refused', 'map'].includes(importState.value.step)) dropImport();
    },
    [],
  );
  const read = (kind: ImportKind, files: readonly File[]) => {
    setFault(null);
    return readFiles(kind, files).catch(setFault);
  };
  // It has two answers, and they stand where the thumb is.
  if (state.step === 'found') return <FoundImport state={state} />;
  return (
    <main id="page" data-step={state.step} key={state.step}>
      <Step state={state} onFiles={read} />
      {fault !== null && <FaultNote error={fault} />}
    </main>
  );
}

type OnFiles = (kind: ImportKind, files: readonly File[]) => unknown;

function Step({ state, onFiles }: { state: Exclude<ImportState, { step: 'found' }>; onFiles: OnFiles }) {
  switch (state.step) {
    case 'choose':
      return <ChooseFile onFiles={onFiles} />;
    case 'reading':
      return <Reading progress={state.progress} />;
    case 'map':
      return <MapColumns state={state} />;
    case 'refused':
      return <Refused fault={state.fault} />;
  }
}

const megabytes = (bytes: number) => writeNumber(Math.max(0.1, Math.round(bytes / 200_000) / 10));

function Reading({ progress }: { progress: Extract<ImportState, { step: 'reading' }>['progress'] }) {
  const { doneBytes = 0, allBytes = 1 } = progress ?? {};
  return (
    <>
      <Title>{say('import.reading')}</Title>
      <section class="card">
        <progress class="far" max={allBytes} value={doneBytes} aria-label={say('import.reading')} />
        {progress && (
          <p class="soft">
            {say('import.reading.done', { done: megabytes(doneBytes), all: megabytes(allBytes) })}
          </p>
        )}
        <p>{say('import.reading.safe')}</p>
        <Button act="cancel-import" onPress={dropImport}>
          {say('cancel')}
        </Button>
      </section>
    </>
  );
}

function Refused({ fault }: { fault: ToldFault }) {
  const { code, file, line, rowFaults } = fault;
  const reason: Word = hasWord(`import.not.${code}`)
    ? (`import.not.${code}` as Word)
    : 'import.not.import-broken';
  return (
    <>
      <Title>{say('import.refused')}</Title>
      <Note tone="stop" announce>
        <p data-refusal={code}>{say(reason)}</p>
        <p>{say('import.refused.safe')}</p>
      </Note>
      {file !== null && (
        <p class="lead">
          {line === null ? say('import.refused.file', { file }) : say('import.refused.line', { file, line })}
        </p>
      )}
      {rowFaults.length > 0 && (
        <section class="card">
          <RowFaults faults={rowFaults} isFileSaid={file === null} />
        </section>
      )}
      <Button act="other-file" look="full" onPress={dropImport}>
        {say('import.other')}
      </Button>
    </>
  );
}
