import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { go, goBack, matchPath } from '../../../pwa/wallet/router.ts';
import { markTablet } from '../../../pwa/wallet/tablet.ts';

describe('an address', () => {
  it('names its page and what it is about', () => {
    expect(matchPath('/accord/{id}', '/accord/abc')).toEqual({ id: 'abc' });
    expect(matchPath('/acces', '/acces')).toEqual({});
  });

  it('is no page when a piece is missing or too many', () => {
    expect(matchPath('/accord/{id}', '/accord')).toBeNull();
    expect(matchPath('/accord/{id}', '/accord/')).toBeNull();
    expect(matchPath('/accord/{id}', '/accord/a/b')).toBeNull();
    expect(matchPath('/', '/autre')).toBeNull();
  });

  it('takes a piece as it stands: a cut percent sign breaks no page', () => {
    expect(matchPath('/accord/{id}', '/accord/%')).toEqual({ id: '%' });
  });
});

describe('the history of the browser', () => {
  let steps: string[];
  beforeEach(() => {
    steps = ['/'];
    const stepTo = (_: unknown, __: string, address: string) => void steps.push(address);
    const stayAt = (_: unknown, __: string, address: string) => void steps.splice(-1, 1, address);
    vi.stubGlobal('history', { pushState: stepTo, replaceState: stayAt, back: () => void steps.pop() });
    vi.stubGlobal('location', { pathname: '/', hash: '' });
    vi.stubGlobal('scrollTo', () => undefined);
    vi.stubGlobal('localStorage', { setItem: () => undefined, removeItem: () => undefined });
  });
  afterEach(() => {
    markTablet(false);
    vi.unstubAllGlobals();
  });

  it('goes back to where one came from, on a device of one’s own', () => {
    go('/accord/abc');
    expect(steps).toEqual(['/', '/accord/abc']);
    goBack();
    expect(steps).toEqual(['/']);
  });

  it('holds one page on a tablet that goes from hand to hand, so that « Retour » shows nobody else’s', () => {
    markTablet(true);
    go('/accord/abc');
    go('/resultat/def');
    expect(steps).toEqual(['/resultat/def']);
    goBack();
    expect(steps).toEqual(['/']);
  });
});
