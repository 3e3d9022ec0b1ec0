import { useEffect, useState } from 'preact/hooks';
import type { Release } from '../../../policy/release.ts';
import type { ReadFaultCode } from '../link/fault.ts';
import { readRelease } from '../paths/release.ts';
import { faultCode, type KnownStudy } from '../paths/study.ts';

export type ReleaseStanding =
  | { readonly is: 'none' }
  | { readonly is: 'waiting' }
  | { readonly is: 'unread'; readonly code: ReadFaultCode }
  | { readonly is: 'there'; readonly release: Release };

export function useRelease(known: KnownStudy): ReleaseStanding {
  const [standing, setStanding] = useState<ReleaseStanding>({ is: known.isReleased ? 'waiting' : 'none' });
  useEffect(() => {
    if (!known.isReleased) return;
    let isHere = true;
    readRelease(known).then(
      (release) => isHere && setStanding({ is: 'there', release }),
      (cause: unknown) => isHere && setStanding({ is: 'unread', code: faultCode(cause) }),
    );
    return () => {
      isHere = false;
    };
  }, [known.digest]);
  return standing;
}
