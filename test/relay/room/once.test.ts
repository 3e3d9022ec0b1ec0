import { describe, expect, it } from 'vitest';
import { UsedOnce } from '../../../relay/room/once.ts';

describe('a name that serves once', () => {
  it('is refused again until it would be too old anyway, then forgotten', () => {
    const names = new UsedOnce(10, 'refuse');
    names.use('a', 120_000, 0);
    expect(() => names.use('a', 120_000, 119_999)).toThrow('expected a name that was not used before');
    names.use('a', 500_000, 240_000);
  });

  it('of a wallet never keeps another wallet out, and fills the memory neither', () => {
    const names = new UsedOnce(3, 'forget');
    names.use('early', 60_000, 0);
    for (const name of ['a', 'b', 'c', 'd']) names.use(name, 240_000, 0);
    expect(() => names.use('d', 240_000, 0)).toThrow('expected a name that was not used before');
    names.use('early', 60_000, 0);
  });

  it('of a party never fills the memory', () => {
    const names = new UsedOnce(3, 'refuse');
    for (const name of ['a', 'b', 'c']) names.use(name, 60_000, 0);
    expect(() => names.use('d', 60_000, 0)).toThrow('too many calls');
    names.use('d', 240_000, 180_000);
  });
});
