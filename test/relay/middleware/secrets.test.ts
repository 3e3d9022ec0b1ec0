import { describe, expect, it } from 'vitest';
import { refuseSecrets } from '../../../relay/middleware/secrets.ts';

describe('the look for secrets', () => {
  it('finds the name of a secret inside a text, however often the text was quoted', () => {
    let text = JSON.stringify({ prf: { results: {} } });
    for (let times = 0; times < 4; times += 1) {
      expect(() => refuseSecrets({ record: text })).toThrow('never leave the device');
      text = JSON.stringify(text);
    }
  });

  it('looks at each character of a hostile text once', () => {
    // Looked at once for each backslash before it, this would take hours.
    for (const hostile of ['\\'.repeat(3_000_000), '"prf'.repeat(500_000), `"prf"${' '.repeat(2_000_000)}`]) {
      expect(() => refuseSecrets({ record: hostile })).not.toThrow();
    }
  });
});
