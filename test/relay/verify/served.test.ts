import { gzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVerifierKey } from '../../../crypto/note.ts';
import { readWalletBuild } from '../../../policy/label.ts';
import { splitRecord } from '../../../policy/record.ts';
import { newLogSigner } from '../../../relay/proof/log-signer.ts';
import type { Wallet } from '../../../relay/routes/wallet.ts';
import { checkServed, type Get, getByHttp } from '../../../relay/verify/served.ts';
import { origin } from '../house.ts';
import { openWitnessedHouse, type WitnessedHouse } from '../witness/witnessed.ts';

const file = (text: string, kind: string) => ({
  bytes: new Uint8Array(Buffer.from(text)),
  br: undefined,
  gz: new Uint8Array(gzipSync(text)),
  headers: { 'content-type': kind },
});
const wallet: Wallet = {
  files: new Map([
    ['/index.html', file('<!doctype html><script src="/assets/a.js"></script>', 'text/html')],
    ['/stop.html', file('<!doctype html>stop', 'text/html')],
    ['/assets/a.js', file('console.log(1)', 'text/javascript')],
    ['/build.json', file(JSON.stringify({ hash: 'a'.repeat(43) }), 'application/json')],
  ]),
  shellPaths: ['/'],
};

let house: WitnessedHouse;
beforeAll(async () => {
  house = await openWitnessedHouse(wallet);
});
afterAll(() => house.close());

const trusted = () => ({ logs: [readVerifierKey(house.relay.house.signer.verifierKey)], witnesses: [] });

/** As an honest address serves it, or as somebody changed it. */
const getOf =
  (
    change: (path: string, encoding: string, bytes: Buffer) => Buffer | undefined = (
      _path,
      _encoding,
      bytes,
    ) => bytes,
  ): Get =>
  async (address, encoding) => {
    const path = address.slice(origin.length);
    const response = await house.relay.fetch(path);
    const bytes = change(path, encoding, Buffer.from(await response.arrayBuffer()));
    return { ok: response.ok && bytes !== undefined, bytes: bytes ?? Buffer.alloc(0) };
  };
const failures = async (get: Get) =>
  (await checkServed(origin, trusted(), get)).filter(({ holds }) => !holds).map(({ what }) => what);

describe('the wallet that an address serves', () => {
  it('is the one that the log names', async () => {
    const findings = await checkServed(origin, trusted(), getOf());
    expect(findings).toEqual([
      {
        holds: true,
        what: expect.stringMatching(/^5 files of the wallet build .*; its settings show a{43}$/) as string,
      },
    ]);
  });

  it('is not, when one file is another for one person', async () => {
    const changed = getOf((path, _, bytes) => (path === '/assets/a.js' ? Buffer.from('evil()') : bytes));
    expect(await failures(changed)).toEqual(
      expect.arrayContaining([expect.stringContaining('/assets/a.js')]),
    );
  });

  it('is not, when only those who ask for gzip get another file', async () => {
    const changed = getOf((path, encoding, bytes) =>
      path === '/index.html' && encoding === 'gzip' ? Buffer.from('evil') : bytes,
    );
    expect(await failures(changed)).toContain('/index.html (gzip) is another file than the log names');
  });

  it('is not, when the page at the address is another than its file', async () => {
    const changed = getOf((path, _, bytes) => (path === '/' ? Buffer.from('evil') : bytes));
    expect(await failures(changed)).toContain('/ (br) is another file than the log names');
    const stop = getOf((path, _, bytes) => (path === '/stop' ? undefined : bytes));
    expect(await failures(stop)).toContain('/stop (identity) is not served');
  });

  it('is not, when the witnesses are others', async () => {
    const changed = getOf((path, _, bytes) =>
      path === '/witnesses.json' ? Buffer.from('{"witnesses":[]}') : bytes,
    );
    expect(await failures(changed)).toHaveLength(4);
  });

  it('is not, when what is named does not stand in the log, or in another one', async () => {
    const forged = getOf((path, _, bytes) =>
      path === '/build' ? Buffer.from(bytes.toString().replace('assets/a.js', 'assets/b.js')) : bytes,
    );
    await expect(checkServed(origin, trusted(), forged)).rejects.toMatchObject({ code: 'proof-invalid' });
    const other = { logs: [readVerifierKey(newLogSigner(origin).verifierKey)], witnesses: [] };
    await expect(checkServed(origin, other, getOf())).rejects.toMatchObject({ code: 'signature-invalid' });
    const none = getOf((path, _, bytes) => (path === '/build' ? undefined : bytes));
    await expect(checkServed(origin, trusted(), none)).rejects.toMatchObject({ code: 'proof-invalid' });
  });

  it('is named in the log that the witnesses saw', async () => {
    const seen = { ...trusted(), witnesses: [house.witness.cosigner] };
    await expect(checkServed(origin, seen, getOf())).rejects.toThrow('no known witness');
    await house.round();
    expect((await checkServed(origin, seen, getOf())).map(({ holds }) => holds)).toEqual([true]);
    const other = getOf((path, _, bytes) =>
      path.startsWith('/log/tile/') ? Buffer.alloc(bytes.length, 7) : bytes,
    );
    await expect(checkServed(origin, seen, other)).rejects.toThrow('saw another log');
  });

  it('is compared over the network too', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const fetch = (request: Request) =>
      house.relay.fetch(new URL(request.url).pathname, {
        headers: { 'accept-encoding': request.headers.get('accept-encoding') ?? '' },
      });
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
    const findings = await checkServed(`http://127.0.0.1:${await promise}`, trusted(), getByHttp);
    expect(findings.map(({ holds }) => holds)).toEqual([true]);
    server.close();
  });
});

describe('the build that the log names', () => {
  it('is named once, and again only when a file is another', async () => {
    const named = async () =>
      (await house.relay.house.store.listPublic('label')).filter(({ text }) => text.includes('wallet-build'));
    expect(await named()).toHaveLength(1);
    await house.relay.restart();
    expect(await named()).toHaveLength(1);
    const { files } = readWalletBuild(splitRecord((await named())[0]?.text ?? '').body);
    expect(Object.keys(files).sort()).toEqual([
      'assets/a.js',
      'build.json',
      'index.html',
      'stop.html',
      'witnesses.json',
    ]);
  });

  it('cannot be named by anybody at the door of labels', async () => {
    const { regie, clock } = house.relay;
    const record = regie.nameBuild({ 'index.html': 'A'.repeat(43) }, 'A'.repeat(43), clock.now());
    const answer = await house.relay.post('/label', { record });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      400,
      'record-invalid',
    ]);
  });
});
