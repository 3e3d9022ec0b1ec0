import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { PrintChoice } from '../../../ui/paper/print-choice.tsx';
import { Sheet } from '../../../ui/paper/sheet.tsx';
import { Qr } from '../../../ui/qr.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { say } from '../../../words/lookup.ts';
import { Groups } from '../card/card.tsx';

/** The only way back, on paper: black on white, the size of a hand. Who has no printer takes it as text. */
export function CodeSheet({ code, link, about }: { code: string; link: string; about: string }) {
  const [copied, setCopied] = useState<'code.copied' | 'code.copy.not' | null>(null);
  const address = `${location.host}/retrouver`;
  // A code alone says nothing to whoever finds it again in a month.
  const text = `${say('code.means', { name: about, address })}\n${code}\n`;
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied('code.copied');
    } catch {
      setCopied('code.copy.not');
    }
  }
  return (
    <>
      <Sheet kind="code" title={say('code.title')}>
        <p class="strong">{about}</p>
        <Qr text={link} label={say('code.title')} />
        <p>{say('code.scan', { address })}</p>
        <Groups groups={code.split('-')} />
      </Sheet>
      <PrintChoice act="print-code" />
      <div class="twins">
        <Button act="copy-code" onPress={copy}>
          {say('code.copy')}
        </Button>
        <Button act="keep-code" onPress={() => saveFile({ name: 'vis-a-vis-code.txt', text }, 'text/plain')}>
          {say('code.file')}
        </Button>
      </div>
      <p class="soft small pad" role="status">
        {copied !== null && say(copied)}
      </p>
    </>
  );
}
