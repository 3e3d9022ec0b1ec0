import { useRef } from 'preact/hooks';
import type { ImportKind } from '../../../../policy/import.ts';
import { Button } from '../../../ui/button.tsx';
import { Fold } from '../../../ui/fold.tsx';
import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';

type OnFiles = (kind: ImportKind, files: readonly File[]) => unknown;

const accepted: Readonly<Record<ImportKind, string>> = {
  track: '.gpx,application/gpx+xml',
  load: '.csv,.txt,text/csv',
  table: '.csv,.txt,.tsv,text/csv',
};

/** Three kinds of file, each with what it is and where it comes from. */
export function ChooseFile({ onFiles }: { onFiles: OnFiles }) {
  return (
    <>
      <Title>{say('import.title')}</Title>
      <p class="lead">{say('import.lead')}</p>
      <section class="card">
        <h2>{say('import.track')}</h2>
        <p>{say('import.track.why')}</p>
        <FileButton kind="track" onFiles={onFiles} isMany />
        {canTakeFolders() && <FileButton kind="track" onFiles={onFiles} isFolder />}
      </section>
      <section class="card">
        <h2>{say('import.load')}</h2>
        <p>{say('import.load.why')}</p>
        <FileButton kind="load" onFiles={onFiles} isMany />
        <Fold title={say('import.load.where')} act="fold-where">
          <p>{say('import.load.how')}</p>
          <p>{say('import.load.number')}</p>
        </Fold>
      </section>
      <section class="card">
        <h2>{say('import.table')}</h2>
        <p>{say('import.table.why')}</p>
        <FileButton kind="table" onFiles={onFiles} />
      </section>
    </>
  );
}

const canTakeFolders = () => 'webkitdirectory' in HTMLInputElement.prototype;

/** The browser's own field is hidden and opened by a button: it has no size, no words and no language of ours. */
function FileButton({
  kind,
  onFiles,
  isMany = false,
  isFolder = false,
}: {
  kind: ImportKind;
  onFiles: OnFiles;
  isMany?: boolean;
  isFolder?: boolean;
}) {
  const field = useRef<HTMLInputElement>(null);
  function take() {
    const chosen = [...(field.current?.files ?? [])];
    // A folder brings whatever lies in it.
    const files = isFolder ? chosen.filter(({ name }) => /\.gpx$/i.test(name)) : chosen;
    // The same file can be chosen again.
    if (field.current) field.current.value = '';
    if (chosen.length > 0) void onFiles(kind, files.length > 0 ? files : chosen.slice(0, 1));
  }
  return (
    <>
      <input
        ref={field}
        type="file"
        hidden
        data-file={isFolder ? `${kind}-folder` : kind}
        multiple={isMany || isFolder}
        {...(isFolder ? { webkitdirectory: true } : { accept: accepted[kind] })}
        onChange={take}
      />
      <Button
        act={isFolder ? `choose-${kind}-folder` : `choose-${kind}`}
        {...(isFolder ? { look: 'gentle' } : { icon: 'plus' })}
        about={say(`import.${kind}`)}
        onPress={() => field.current?.click()}
      >
        {say(isFolder ? 'import.folder' : 'import.choose')}
      </Button>
    </>
  );
}
