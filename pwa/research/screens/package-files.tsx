import { useState } from 'preact/hooks';
import type { Release } from '../../../policy/release.ts';
import { Button } from '../../ui/button.tsx';
import { Fold } from '../../ui/fold.tsx';
import { say, sayCount } from '../../words/lookup.ts';
import { writeNumber } from '../../words/write.ts';
import type { ReadFaultCode } from '../link/fault.ts';
import { checkPackage, type PackedFile } from '../paths/package.ts';
import { packageAddress } from '../paths/release.ts';
import { faultCode, type KnownStudy, shelf } from '../paths/study.ts';
import { Card } from './card.tsx';

export function PackageFiles({ known, release }: { known: KnownStudy; release: Release }) {
  const [files, setFiles] = useState<readonly PackedFile[]>();
  const [fault, setFault] = useState<ReadFaultCode>();
  const address = packageAddress(shelf.value?.relay ?? '', known.digest);
  const check = () =>
    checkPackage(address, release.statement).then(
      (found) => {
        setFiles(found);
        setFault(undefined);
      },
      (cause: unknown) => setFault(faultCode(cause)),
    );
  const names = Object.keys(release.statement.files);
  return (
    <Card title={say('research.files')} act="files">
      <p>{say('research.files.why')}</p>
      <p class="acts">
        <a class="button full" href={address} data-act="download" download>
          {say('research.files.download')}
        </a>
        <Button act="check-files" onPress={check}>
          {say('research.files.check')}
        </Button>
      </p>
      <div role="status">
        {fault !== undefined && <p class="wrong">{say(`research.fault.${fault}`)}</p>}
        {files !== undefined && (
          <p data-files-hold={files.every(({ is }) => is === 'signed' || is === 'free')}>
            {say(
              files.every(({ is }) => is === 'signed' || is === 'free')
                ? 'research.files.all-signed'
                : 'research.files.not-signed',
            )}
          </p>
        )}
      </div>
      <Fold title={sayCount('research.files.list', names.length)} act="fold-files">
        <ul class="list">
          {files === undefined
            ? names.map((name) => (
                <li key={name} class="stack tight">
                  <span>{name}</span>
                  <span class="code small">{release.statement.files[name]}</span>
                </li>
              ))
            : files.map((file) => (
                <li key={file.name} class="stack tight" data-file={file.name} data-is={file.is}>
                  <span>
                    {file.name}{' '}
                    <span class="soft small">
                      {say('research.files.size', { n: writeNumber(Math.ceil(file.bytes / 1000)) })} ·{' '}
                      {say(`research.files.is.${file.is}`)}
                    </span>
                  </span>
                  <span class="code small">{file.digest}</span>
                </li>
              ))}
        </ul>
      </Fold>
    </Card>
  );
}
