import { Title } from '../../../ui/frame.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { say } from '../../../words/lookup.ts';
import { Gate } from './gate.tsx';

/** In the place of any page that needs the vault, while it is locked. */
export function Unlock() {
  return (
    <main id="page">
      <div class="hero">
        <Mark size={72} />
        <Title>{say('open.unlock.title')}</Title>
        <p>{say('open.unlock.lead')}</p>
      </div>
      <Gate onOpen={() => undefined} />
      <a class="button quiet" href="/stop" data-out data-act="stop-card">
        {say('card.title')}
      </a>
    </main>
  );
}
