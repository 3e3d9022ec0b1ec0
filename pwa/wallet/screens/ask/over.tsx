import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { laterWords } from '../../../words/lookup.ts';
import { heldSignal } from '../../vault/open.ts';
import type { OverProps } from './over-limit.tsx';

export const hasRequestLimit = (): boolean =>
  heldSignal.value.setting.get('wallet')?.requestsAMonth !== undefined;

/** Comes after the request itself, and only for who has set a number of the month. */
export function Over(props: OverProps) {
  const [Shown, show] = useState<ComponentType<OverProps>>();
  useEffect(() => {
    void Promise.all([import('./over-limit.tsx'), laterWords()]).then(([{ OverLimit }]) =>
      show(() => OverLimit),
    );
  }, []);
  return Shown ? <Shown {...props} /> : null;
}
