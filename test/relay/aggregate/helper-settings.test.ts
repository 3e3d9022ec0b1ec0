import { describe, expect, it } from 'vitest';
import { readHelperSettings } from '../../../relay/aggregate/helper-settings.ts';
import { someDigest } from '../../support/builders.ts';

const right = { NAME: 'Université voisine', LEGAL_ID: '193500010', CONTACT: 'aide@universite.example' };

describe('the settings of a helper', () => {
  it('say who it is, and nothing else is needed: it then works with nobody', () => {
    expect(readHelperSettings(right)).toMatchObject({
      port: 8807,
      origin: 'http://localhost:8807',
      leaders: [],
      relay: undefined,
      minimumCohort: 100,
      about: {
        name: { fr: 'Université voisine', en: 'Université voisine' },
        role: 'research',
        legalId: '193500010',
        url: 'http://localhost:8807',
        contact: { email: 'aide@universite.example' },
      },
    });
  });

  it('name leaders, the relay where it makes itself known, and what it asks of a study', () => {
    const LEADERS = `${someDigest('leader')}, ${someDigest('other')}`;
    const more = {
      LEADERS,
      RELAY: 'https://relay.example/',
      MINIMUM_COHORT: '50',
      NAME_EN: 'University next door',
    };
    expect(readHelperSettings({ ...right, ...more, ORIGIN: 'https://helper.example' })).toMatchObject({
      origin: 'https://helper.example',
      leaders: [someDigest('leader'), someDigest('other')],
      relay: 'https://relay.example',
      minimumCohort: 50,
      about: { name: { en: 'University next door' }, url: 'https://helper.example' },
    });
  });

  it.each([
    [{ NAME: '' }, 'NAME'],
    [{ NAME: 'a\nb' }, 'NAME'],
    [{ LEGAL_ID: ' ' }, 'LEGAL_ID'],
    [{ CONTACT: 'somebody' }, 'CONTACT'],
    [{ LEADERS: 'x' }, 'LEADERS: `x`'],
    [{ RELAY: 'https://relay.example/path' }, 'RELAY'],
    [{ MINIMUM_COHORT: '1' }, 'MINIMUM_COHORT'],
    [{ PORT: '0' }, 'PORT'],
    [{ ORIGIN: 'http://helper.example' }, 'expected https'],
    [{ DATA_DIR: ' ' }, 'DATA_DIR'],
  ])('tell what is wrong with %j', (changes, why) => {
    const problems = readHelperSettings({ ...right, ...changes });
    if ('port' in problems) throw new Error('expected problems');
    expect(problems.join('\n')).toContain(why);
  });
});
