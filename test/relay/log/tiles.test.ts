import { describe, expect, it } from 'vitest';
import { tilePath } from '../../../crypto/tile.ts';
import { readTileName } from '../../../relay/log/tiles.ts';

describe('tiles', () => {
  it('reads the names of the specification', () => {
    expect(readTileName('0/x001/x234/067')).toEqual({ level: 0, n: 1_234_067, width: 256 });
    expect(readTileName('1/000')).toEqual({ level: 1, n: 0, width: 256 });
    expect(readTileName('0/273.p/112')).toEqual({ level: 0, n: 273, width: 112 });
    expect(readTileName('entries/x001/000.p/1')).toEqual({ level: undefined, n: 1000, width: 1 });
  });

  it('gives each tile one name', () => {
    for (const n of [0, 1, 999, 1000, 1_234_067, 999_999_999]) {
      for (const level of [0, 63, undefined]) {
        for (const width of [1, 255, 256]) {
          expect(readTileName(`${level ?? 'entries'}/${tilePath(n, width)}`)).toEqual({ level, n, width });
        }
      }
    }
  });

  it('refuses every other name', () => {
    for (const name of [
      '',
      '00/000',
      '64/000',
      '0/0',
      '0/0000',
      '0/x000/001',
      '0/001/002',
      '0/x001',
      '0/000.p/0',
      '0/000.p/256',
      '0/000.p/01',
      '0/000.p/',
      '0/../000',
      'entries/000/',
      '-1/000',
      '0/000?x',
    ]) {
      expect(readTileName(name), name).toBeUndefined();
    }
  });
});
