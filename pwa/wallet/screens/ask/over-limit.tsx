import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { say } from '../../../words/lookup.ts';
import type { Ask } from '../../paths/ask.ts';
import { countOpened, keepForDigest, requestLimit } from '../../paths/request-budget.ts';

export interface OverProps {
  readonly ask: Ask;
  /** She keeps it for the summary, and goes home. */
  readonly onKeep: () => void;
}

/** She opened it herself: it stands there at once, and this line says quietly which one of the month it is. */
export function OverLimit({ ask, onKeep }: OverProps) {
  const [place, setPlace] = useState<number | null>(null);
  useEffect(() => {
    const opened = {
      id: ask.requestDigest,
      kind: 'request' as const,
      title: ask.declaration.title,
      name: ask.party.name,
      link: null,
    };
    void countOpened(opened).then(setPlace);
  }, [ask.requestDigest]);
  if (place === null) return null;
  return (
    <p class="soft small" data-said="over-limit">
      {say('digest.over', { n: place, limit: requestLimit() ?? '' })}{' '}
      <Button
        act="keep-for-digest"
        look="quiet"
        onPress={() => keepForDigest(ask.requestDigest).then(onKeep)}
      >
        {say('digest.keep')}
      </Button>
    </p>
  );
}
