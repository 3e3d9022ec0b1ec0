import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toBase64url } from '../../../crypto/encode.ts';
import { type SigningPair, signingPair, signRecord } from '../../../crypto/sign.ts';
import { backupBits, findStamp } from '../../../crypto/stamp.ts';
import {
  type BackupWrite,
  backupEraseLabel,
  backupErasureText,
  backupLabel,
  backupWriteText,
} from '../../../policy/backup.ts';
import { minuteText } from '../../../policy/instant.ts';
import { fastSha256, textDigest } from '../../../relay/proof/hash.ts';
import type { BackupStore } from '../../../relay/store/backup-contract.ts';
import { someBytes, someDigest, someId } from '../../support/builders.ts';
import { openTestHouse, origin, type TestHouse } from '../house.ts';

let relay: TestHouse;
beforeEach(async () => {
  relay = await openTestHouse();
});
afterEach(() => relay.close());

const pairOf = (name: string): SigningPair => signingPair(Buffer.from(someDigest(name), 'base64url'));
const keyOf = (name: string): string => toBase64url(pairOf(name).publicKey);
const sealed = Buffer.from(someBytes('canary sealed rows', 2_000), 'base64url');
const slots = '{"v":1,"version":1}';

const aWrite = (version: number, changes: Partial<BackupWrite> = {}): BackupWrite => ({
  v: 1,
  backup: someId('a backup'),
  version,
  at: minuteText(relay.clock.now()),
  key: keyOf('writes'),
  next: keyOf('writes'),
  sealed: toBase64url(fastSha256(sealed)),
  slots: textDigest(slots),
  places: [someDigest('a place')],
  passkeys: [],
  ...changes,
});

interface Sent {
  write: string;
  signature: string;
  sealed: string;
  slots: string;
  stamp: string;
}

function sentOf(write: BackupWrite, by = 'writes', label = backupLabel): Sent {
  const text = backupWriteText(write);
  return {
    write: text,
    signature: toBase64url(signRecord(label, text, pairOf(by).secretKey)),
    sealed: sealed.toString('base64url'),
    slots,
    stamp: findStamp(textDigest(text), backupBits, 0, 50_000_000, fastSha256) ?? '',
  };
}

async function told(path: string, body: unknown): Promise<[number, Record<string, unknown>]> {
  const response = await relay.post(path, body);
  return [response.status, (await response.json()) as Record<string, unknown>];
}

async function codeOf(path: string, body: unknown): Promise<unknown> {
  const [status, answer] = await told(path, body);
  return status < 400 ? status : answer['code'];
}

describe('the door of backups', () => {
  it('keeps sealed rows and the slot list, and gives them to whoever names the place', async () => {
    expect(await told('/backup', sentOf(aWrite(1)))).toEqual([200, { version: 1 }]);
    expect(await told('/backup/read', { place: someDigest('a place') })).toEqual([
      200,
      { backup: someId('a backup'), version: 1, slots, sealed: sealed.toString('base64url') },
    ]);
    expect(await codeOf('/backup/read', { place: someDigest('another place') })).toBe('backup-unknown');
  });

  it('asks for a stamp at the first write and for none afterwards', async () => {
    expect(await codeOf('/backup', { ...sentOf(aWrite(1)), stamp: '' })).toBe('stamp-short');
    expect(await codeOf('/backup', sentOf(aWrite(1)))).toBe(200);
    expect(await codeOf('/backup', { ...sentOf(aWrite(2)), stamp: '' })).toBe(200);
  });

  it('refuses a write that is not the next version, that its key did not sign or that is not whole', async () => {
    const first = sentOf(aWrite(1));
    expect(await codeOf('/backup', { ...first, signature: sentOf(aWrite(1), 'thief').signature })).toBe(
      'signature-invalid',
    );
    expect(await codeOf('/backup', { ...first, sealed: 'AAAA' })).toBe('digest-invalid');
    expect(await codeOf('/backup', { ...first, slots: '{"v":1,"version":2}' })).toBe('digest-invalid');
    expect(await codeOf('/backup', { ...first, write: ` ${first.write}` })).toBe('body-invalid');
    const spaced = { ...first, write: first.write.replace('{', '{ ') };
    expect(await codeOf('/backup', spaced)).toBe('body-invalid');
    expect(await codeOf('/backup', sentOf(aWrite(1, { version: 0 })))).toBe('body-invalid');
    expect(await codeOf('/backup', first)).toBe(200);
    expect(await codeOf('/backup', sentOf(aWrite(3)))).toBe('backup-behind');
    expect(await codeOf('/backup', sentOf(aWrite(1, { next: keyOf('other') })))).toBe('backup-behind');
    const thief = aWrite(2, { key: keyOf('thief'), next: keyOf('thief') });
    expect(await codeOf('/backup', sentOf(thief, 'thief'))).toBe('signature-invalid');
  });

  it('follows a new root: the former key signs the write that names the next one, and then signs no more', async () => {
    await told('/backup', sentOf(aWrite(1)));
    expect(await codeOf('/backup', sentOf(aWrite(2, { next: keyOf('new root') })))).toBe(200);
    expect(await codeOf('/backup', sentOf(aWrite(3)))).toBe('signature-invalid');
    const key = keyOf('new root');
    expect(await codeOf('/backup', sentOf(aWrite(3, { key, next: key }), 'new root'))).toBe(200);
  });

  it('takes no write of yesterday’s yesterday, and no erasure for a write', async () => {
    const old = sentOf(aWrite(1));
    relay.clock.pass({ hours: 25 });
    expect(await codeOf('/backup', old)).toBe('time-stale');
    expect(await codeOf('/backup', sentOf(aWrite(1), 'writes', backupEraseLabel))).toBe('signature-invalid');
    expect(await codeOf('/backup', sentOf(aWrite(1), 'writes', 'vav-exercise/backup-write/1'))).toBe(
      'signature-invalid',
    );
  });

  it('keeps no more new ones than the operator said, and those that are kept go on', async () => {
    expect(await codeOf('/backup', sentOf(aWrite(1)))).toBe(200);
    const { backups, maxBackups } = relay.house;
    vi.spyOn(backups as BackupStore, 'count').mockResolvedValue(maxBackups);
    const another = { backup: someId('another'), places: [] };
    expect(await codeOf('/backup', sentOf(aWrite(1, another)))).toBe('rate-exceeded');
    expect(await codeOf('/backup', sentOf(aWrite(2)))).toBe(200);
    vi.spyOn(backups as BackupStore, 'count').mockResolvedValue(maxBackups - 1);
    expect(await codeOf('/backup', sentOf(aWrite(1, another)))).toBe(200);
  });

  it('takes one first write a second of all wallets together, and other writes as they come', async () => {
    const firstOf = (n: number) =>
      codeOf('/backup', sentOf(aWrite(1, { backup: someId(`wallet ${n}`), places: [] })));
    expect(await firstOf(0)).toBe(200);
    for (let n = 1; n < 200; n++)
      relay.house.limits.take('first write of a backup', { perSecond: 1, burst: 200 });
    expect(await firstOf(1)).toBe('rate-exceeded');
    expect(await codeOf('/backup', sentOf(aWrite(2, { backup: someId('wallet 0'), places: [] })))).toBe(200);
    relay.clock.pass({ seconds: 1 });
    expect(await firstOf(1)).toBe(200);
  });

  it('is not closed by what strangers send without a signature', async () => {
    expect(await codeOf('/backup', sentOf(aWrite(1)))).toBe(200);
    for (let n = 0; n < 300; n++) expect(await codeOf('/backup', {})).toBe('body-invalid');
    expect(await codeOf('/backup', sentOf(aWrite(2)))).toBe(200);
  });

  it('erases at the word of its key, and leaves no trace of it on the disk or in the log', async () => {
    await told('/backup', sentOf(aWrite(1)));
    const erase = (by: string) => {
      const { v, backup, at } = aWrite(1);
      const write = backupErasureText({ v, backup, at, version: 2, key: keyOf(by) });
      const signature = toBase64url(signRecord(backupEraseLabel, write, pairOf(by).secretKey));
      return codeOf('/backup/erase', { write, signature });
    };
    expect(await erase('thief')).toBe('signature-invalid');
    expect(await erase('writes')).toBe(200);
    expect(await erase('writes')).toBe(200);
    expect(await codeOf('/backup/read', { place: someDigest('a place') })).toBe('backup-unknown');
    const lines = relay.lines.join('\n');
    for (const name of [someId('a backup'), someDigest('a place'), keyOf('writes')])
      expect(lines).not.toContain(name);
  });
});

/** What a passkey answers, made by hand: WebAuthn §7.2. */
function assertionOf(
  { privateKey }: { privateKey: KeyObject },
  {
    challenge,
    host = 'localhost',
    from = origin,
    flags = 0x05,
  }: {
    challenge: string;
    host?: string;
    from?: string;
    flags?: number;
  },
) {
  const clientData = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge, origin: from }));
  const authenticatorData = Buffer.concat([
    createHash('sha256').update(host).digest(),
    Buffer.from([flags, 0, 0, 0, 0]),
  ]);
  const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
  const algorithm = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return {
    challenge,
    credential: someId('a credential'),
    clientData: clientData.toString('base64url'),
    authenticatorData: authenticatorData.toString('base64url'),
    signature: sign(algorithm, signed, privateKey).toString('base64url'),
  };
}

const challengeOf = async (): Promise<string> =>
  String(((await (await relay.fetch('/backup/challenge')).json()) as { challenge: string }).challenge);

const makers = [
  ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['Ed25519', () => generateKeyPairSync('ed25519')],
  ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
] as const;

describe.each(makers)('a synced passkey of %s', (_, make) => {
  const passkeyOf = ({ publicKey }: { publicKey: KeyObject }) => ({
    credential: someId('a credential'),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
  });

  it('finds the backup for which it was registered, once a challenge', async () => {
    const pair = make();
    // A stranger may claim the same credential id: its key opens nothing, and stands in nobody's way.
    const stranger = { backup: someId('stranger'), places: [], passkeys: [passkeyOf(make())] };
    await told('/backup', sentOf(aWrite(1, stranger)));
    await told('/backup', sentOf(aWrite(1, { passkeys: [passkeyOf(pair)] })));
    const assertion = assertionOf(pair, { challenge: await challengeOf() });
    const [status, answer] = await told('/backup/passkey', assertion);
    expect([status, answer['backup'], answer['slots']]).toEqual([200, someId('a backup'), slots]);
    expect(await codeOf('/backup/passkey', assertion)).toBe('request-replayed');
  });

  it('finds it whoever asked for challenges meanwhile, and whatever came with them', async () => {
    const pair = make();
    await told('/backup', sentOf(aWrite(1, { passkeys: [passkeyOf(pair)] })));
    const challenge = await challengeOf();
    for (let n = 0; n < 20_000; n++) relay.house.challenges.make(relay.clock.now());
    expect(await codeOf('/backup/passkey', assertionOf(make(), { challenge }))).toBe('backup-unknown');
    expect(await codeOf('/backup/passkey', assertionOf(pair, { challenge }))).toBe(200);
    expect(await codeOf('/backup/passkey', assertionOf(pair, { challenge: await challengeOf() }))).toBe(200);
    await relay.restart();
    expect(await codeOf('/backup/passkey', assertionOf(pair, { challenge }))).toBe('time-stale');
  });

  it('finds nothing from another site, without the person, with another key or too late', async () => {
    const pair = make();
    await told('/backup', sentOf(aWrite(1, { passkeys: [passkeyOf(pair)] })));
    const ask = async (changes: { host?: string; from?: string; flags?: number }, by = pair) =>
      codeOf('/backup/passkey', assertionOf(by, { challenge: await challengeOf(), ...changes }));
    expect(await ask({})).toBe(200);
    expect(await ask({ from: 'https://evil.example' })).toBe('backup-unknown');
    expect(await ask({ host: 'evil.example' })).toBe('backup-unknown');
    expect(await ask({ flags: 0x01 })).toBe('backup-unknown');
    expect(await ask({}, make())).toBe('backup-unknown');
    const challenge = await challengeOf();
    relay.clock.pass({ minutes: 5 });
    expect(await codeOf('/backup/passkey', assertionOf(pair, { challenge }))).toBe('time-stale');
    const made = assertionOf(pair, { challenge: someDigest('a challenge of my own') });
    expect(await codeOf('/backup/passkey', made)).toBe('time-stale');
  });
});
