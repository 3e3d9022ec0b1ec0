import { describe, expect, it } from 'vitest';
import { matchPath } from '../../../pwa/wallet/router.ts';

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
