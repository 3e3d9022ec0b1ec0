import { useEffect, useState } from 'preact/hooks';
import { Seal } from '../../ui/facing.tsx';
import { inLanguage, say } from '../../words/lookup.ts';
import { type KnownParty, party } from '../paths/party.ts';

/** Undefined until it was read; `null` where it could not be. */
export function useParty(id: string): KnownParty | null | undefined {
  const [found, setFound] = useState<KnownParty | null | undefined>(undefined);
  useEffect(() => {
    let isHere = true;
    setFound(undefined);
    party(id).then(
      (known) => isHere && setFound(known),
      () => isHere && setFound(null),
    );
    return () => {
      isHere = false;
    };
  }, [id]);
  return found;
}

/** Who asks: the party's side, so its colour. */
export function Asker({ id }: { id: string }) {
  const found = useParty(id);
  const name = found ? inLanguage(found.current.name) : found === null ? say('research.asker.unread') : '';
  return (
    <div class="row asker" data-asker={found === undefined ? 'waiting' : 'known'}>
      <Seal name={name} />
      <span class="grow">
        <span class="soft small block">{say('research.asker')}</span>
        <b>{name}</b>
      </span>
    </div>
  );
}
