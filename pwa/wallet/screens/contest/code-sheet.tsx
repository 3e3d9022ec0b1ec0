import { Button } from '../../../ui/button.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { Qr } from '../../../ui/qr.tsx';
import { say } from '../../../words/lookup.ts';
import { Groups } from '../card/card.tsx';

/** The only way back, on paper: black on white, the size of a hand. */
export function CodeSheet({ code, link, about }: { code: string; link: string; about: string }) {
  return (
    <>
      <section class="sheet" aria-label={say('code.title')}>
        <span class="row">
          <Mark size={26} />
          <b>
            {say('app.name')} · {say('code.title')}
          </b>
        </span>
        <p>{about}</p>
        <Qr text={link} label={say('code.title')} />
        <p class="soft small">{say('code.scan', { address: `${location.host}/retrouver` })}</p>
        <Groups groups={code.split('-')} />
      </section>
      <Button act="print-code" look="full" icon="print" onPress={() => print()}>
        {say('print')}
      </Button>
    </>
  );
}
