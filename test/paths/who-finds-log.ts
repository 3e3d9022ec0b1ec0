// Rows of « who finds what » about the log itself and what it cannot see.

import { expect } from 'vitest';
import { fromBase64url } from '../../crypto/encode.ts';
import { verifyFork } from '../../crypto/fork.ts';
import { readVerifierKey } from '../../crypto/note.ts';
import english from '../../pwa/words/en.json' with { type: 'json' };
import french from '../../pwa/words/fr.json' with { type: 'json' };
import { signCall } from '../../relay/kit/call.ts';
import { signHead } from '../../relay/log/checkpoint.ts';
import type { Wallet } from '../../relay/routes/wallet.ts';
import { checkServed } from '../../relay/verify/served.ts';
import { codeOf, origin } from '../relay/house.ts';
import { openWitnessedHouse } from '../relay/witness/witnessed.ts';
import { someDigest, someId } from '../support/builders.ts';

import { codes, here, line, looks, reads, relayTells, resigned } from './scene.ts';

export const logRows: Record<string, () => Promise<void>> = {
  'two heads of the log': async () => {
    await reads();
    await looks();
    relayTells((honest) => ({
      ...honest,
      answer: resigned(honest.answer, (said) => {
        const [, size = '0'] = said.checkpoint.split('\n');
        said.checkpoint = signHead(
          here.relay.house.signer,
          Number(size),
          fromBase64url(someDigest('other history')),
        ).note;
      }),
    }));
    await looks();
    expect(codes()).toContain('head-forked');
    // Whoever holds both notes needs nobody's word.
    const { size, note } = await here.relay.house.store.head();
    const other = signHead(here.relay.house.signer, size, fromBase64url(someDigest('other history'))).note;
    const key = readVerifierKey(here.relay.house.signer.verifierKey);
    expect(verifyFork({ notes: [note, other] }, key)[0].size).toBe(size);
    expect(() => verifyFork({ notes: [note, note] }, key)).toThrow('one history');
  },

  'the relay serves one person another wallet': async () => {
    const page = {
      bytes: new Uint8Array(Buffer.from('<!doctype html>')),
      br: undefined,
      gz: undefined,
      headers: {},
    };
    const wallet: Wallet = { files: new Map([['/index.html', page]]), shellPaths: ['/'] };
    const witnessed = await openWitnessedHouse(wallet);
    try {
      const { house, fetch } = witnessed.relay;
      const trusted = { logs: [readVerifierKey(house.signer.verifierKey)], witnesses: [] };
      const served = (change: (path: string, bytes: Buffer) => Buffer) =>
        checkServed(origin, trusted, async (address) => {
          const path = address.slice(origin.length);
          const response = await fetch(path);
          return { ok: response.ok, bytes: change(path, Buffer.from(await response.arrayBuffer())) };
        });
      expect((await served((_, bytes) => bytes)).every(({ holds }) => holds)).toBe(true);
      const changed = await served((path, bytes) =>
        path === '/' ? Buffer.from('<script>evil()</script>') : bytes,
      );
      expect(changed.some(({ holds }) => !holds)).toBe(true);
    } finally {
      await witnessed.close();
    }
  },

  'a reading without a record': async () => {
    await reads();
    const before = (await here.relay.house.store.head()).size;
    await reads();
    // No envelope leaves but with the record of its reading, or by the id of one that stands already.
    expect((await here.relay.house.store.head()).size).toBe(before + 1);
    const { headers } = signCall(line(), 'GET', `/envelope/${someId('no record')}`);
    const asked = await here.relay.fetch(`/envelope/${someId('no record')}`, { headers });
    expect(await codeOf(asked)).toBe('record-unknown');
    // What a relay in league can do beside it is said wherever the journal is shown.
    for (const words of [french, english] as Record<string, string>[])
      expect(Object.keys(words).filter((key) => key.startsWith('observed.blind')).length).toBeGreaterThan(1);
  },
};
