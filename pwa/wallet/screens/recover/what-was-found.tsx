import { Button } from '../../../ui/button.tsx';
import { Icon, type IconName } from '../../../ui/icon.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { writeDay, writeTime } from '../../../words/write.ts';
import type { Found } from '../../paths/recover.ts';

/** Said before anything is written: nothing but the person's own memory tells an old backup from a new one. */
export function WhatWasFound({
  found,
  onYes,
  onNo,
}: {
  found: Found;
  onYes: () => Promise<void>;
  onNo: () => void;
}) {
  const rows: readonly (readonly [IconName, string])[] = [
    ['clock', say('recover.found.at', { day: writeDay(found.at), time: writeTime(found.at) })],
    ['check', found.live === 0 ? say('recover.found.none') : sayCount('recover.found.live', found.live)],
    ['list', found.facts === 0 ? say('recover.found.blank') : sayCount('recover.found.facts', found.facts)],
    ['key', sayCount('recover.found.devices', found.devices.length, { names: found.devices.join(', ') })],
  ];
  return (
    <>
      <section class="card">
        <ul class="list">
          {rows.map(([icon, said]) => (
            <li class="row" key={icon}>
              <Icon name={icon} size={20} />
              <span class="grow">{said}</span>
            </li>
          ))}
        </ul>
      </section>
      <section class="card quiet-card">
        <p>{say('recover.back')}</p>
        <p>{say(found.by === 'device' ? 'recover.both' : 'recover.not-back')}</p>
        {found.leftOut > 0 && <p>{sayCount('recover.left-out', found.leftOut)}</p>}
      </section>
      {found.by !== 'device' && (
        <Note tone="wait" icon="ask">
          <p>{say('recover.old')}</p>
        </Note>
      )}
      <div class="twins">
        <Button act="recover-no" onPress={onNo}>
          {say('recover.no')}
        </Button>
        <Button act="recover-yes" onPress={onYes}>
          {say('recover.yes')}
        </Button>
      </div>
    </>
  );
}
