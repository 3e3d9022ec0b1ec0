import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admittedCity, openTestHouse, type TestHouse } from './house.ts';
import { agree, TestWallet } from './resident.ts';

let relay: TestHouse;
beforeAll(async () => {
  relay = await openTestHouse();
});
afterAll(() => relay.close());

function filesOnDisk(): Buffer {
  const names = readdirSync(relay.folder, { recursive: true, withFileTypes: true });
  return Buffer.concat(
    names.filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  );
}

const isKept = (held: Buffer, name: string) =>
  held.includes(name) || held.includes(Buffer.from(name, 'base64url'));

describe('what joins a browser to a mailbox', () => {
  it('is on no disk and in no log: handle, room, cookie, claim, code', async () => {
    const wallet = new TestWallet(relay);
    const { room, code, yes } = await agree(relay, await admittedCity(relay), wallet);
    const held = Buffer.concat([filesOnDisk(), Buffer.from(relay.lines.join('\n'))]);
    // The search finds what is kept, in whichever of the two forms.
    expect(isKept(held, yes.grant.by)).toBe(true);
    const cookie = room.cookie.split('=')[1] ?? '';
    for (const name of [room.handle, room.id, cookie, wallet.claim, code]) {
      expect(name.length).toBeGreaterThan(20);
      expect(isKept(held, name)).toBe(false);
    }
  });
});
