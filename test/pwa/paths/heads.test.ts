import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64, toBase64url } from '../../../crypto/encode.ts';
import { verifyFork } from '../../../crypto/fork.ts';
import { type NoteKey, readVerifierKey } from '../../../crypto/note.ts';
import { readForkFile } from '../../../policy/fork.ts';
import { anchorState } from '../../../pwa/wallet/paths/anchor-state.ts';
import { apart, called } from '../../../pwa/wallet/paths/apart.ts';
import { checkHeads, holdOneByOne } from '../../../pwa/wallet/paths/heads.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { alarms, grants, heldSignal } from '../../../pwa/wallet/vault/open.ts';
import { newLogSigner } from '../../../relay/proof/log-signer.ts';
import { aboutCity, admittedCity, type TestCity } from '../../relay/house.ts';
import { grow } from '../../relay/witness/grow.ts';
import { openWitnessedHouse, type WitnessedHouse } from '../../relay/witness/witnessed.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

let house: WitnessedHouse;
let city: TestCity;
let around: TestAround;
let id: string;

beforeEach(async () => {
  house = await openWitnessedHouse();
  city = await admittedCity(house.relay);
  around = aroundOf(house.relay);
  await openWallet(around);
  ({ grantId: id } = await liveGrant(house.relay, city, around));
});
afterEach(() => house.close());

const state = () => {
  const receipt = grants.value[0]?.receipt;
  if (receipt == null) throw new Error('expected a receipt');
  return anchorState(receipt, house.relay.clock.now());
};
const codes = () => alarms.value.map(({ code }) => code);
const evidence = () => (alarms.value[0]?.evidence ?? {}) as { proof?: unknown };
const log = () => heldSignal.value.log.get('log');
/** What was seen beside the answers: parties, declarations, the wallet's build. */
const allTurns = async () => {
  for (let look = 0; look < 4; look += 1) await holdOneByOne(around);
};
const heads = () => [...heldSignal.value.head.values()].sort((left, right) => left.size - right.size);
const key = (): NoteKey => readVerifierKey(house.relay.house.signer.verifierKey);
/** What a log with two faces signs. */
const signed = (size: number, root: Uint8Array) =>
  house.relay.house.signer.signHead(`${key().name}\n${size}\n${toBase64(root)}\n`);

describe('a paper', () => {
  it('is recorded at once, and anchored when a witness has seen a checkpoint that it lies in', async () => {
    expect(state()).toBe('recorded');
    house.way.isOpen = false;
    await lookAtGrant(id, around);
    expect(state()).toBe('recorded');
    house.way.isOpen = true;
    await house.round();
    await lookAtGrant(id, around);
    expect(state()).toBe('anchored');
    expect(codes()).toEqual([]);
  });

  it('stays anchored as the log goes on', async () => {
    await house.round();
    await lookAtGrant(id, around);
    for (let turn = 0; turn < 3; turn += 1) {
      await grow(house.relay, 40);
      await lookAtGrant(id, around);
      await house.round();
    }
    await lookAtGrant(id, around);
    await allTurns();
    expect(state()).toBe('anchored');
    expect(codes()).toEqual([]);
    expect(heads().every((head) => head.state === 'inside')).toBe(true);
    expect(heads().length).toBeGreaterThan(3);
  });

  it('is late after a day without a witness, and the alarm says so once', async () => {
    // The keys are known, and then nobody comes any more.
    await house.round();
    await lookAtGrant(id, around);
    house.way.isOpen = false;
    await grow(house.relay, 2);
    await lookAtGrant(id, around);
    expect(codes()).toEqual([]);
    house.relay.clock.pass({ hours: 25 });
    await lookAtGrant(id, around);
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['anchor-late']);
    expect(state()).toBe('anchored');
    // With the witness back all is anchored; what was late stays told.
    house.way.isOpen = true;
    await house.round();
    await lookAtGrant(id, around);
    await allTurns();
    expect(heads().every((head) => head.state === 'inside')).toBe(true);
  });

  it('is late also when the relay shows no checkpoint any more', async () => {
    await house.round();
    await lookAtGrant(id, around);
    await grow(house.relay, 2);
    around.meddle = (path, next) =>
      path === '/log/checkpoint' ? Promise.resolve(new Response('gone', { status: 404 })) : next();
    await lookAtGrant(id, around);
    house.relay.clock.pass({ hours: 25 });
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['anchor-late']);
  });
});

describe('the keys of the witnesses', () => {
  it('are taken from a file that the log names', async () => {
    await house.round();
    await lookAtGrant(id, around);
    expect(log()?.witnesses?.keys).toEqual([house.witness.cosigner.verifierKey]);
  });

  it('are not taken when one person is given others', async () => {
    const other = newLogSigner('https://autre.example');
    around.meddle = (path, next) =>
      path === '/witnesses.json'
        ? Promise.resolve(Response.json({ witnesses: [other.verifierKey.replace('+A', '+B')] }))
        : next();
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['witness-unnamed']);
    expect(log()?.witnesses).toBeNull();
    expect(log()?.anchored).toBeNull();
  });
});

describe('a head', () => {
  it('is never asked about together with another that only this wallet saw', async () => {
    await house.round();
    await lookAtGrant(id, around);
    await grow(house.relay, 300);
    await house.round();
    around.calls.length = 0;
    await lookAtGrant(id, around);
    const { size } = log()?.shown ?? { size: 0 };
    const widths = around.calls.flatMap(({ path }) => /^\/log\/tile\/0\/.*\.p\/(\d+)$/.exec(path)?.[1] ?? []);
    expect(widths.length).toBeGreaterThan(0);
    expect(widths.every((width) => Number(width) === size % 256)).toBe(true);
  });

  it('of another history is a fork, and the proof of it convinces who believes nobody', async () => {
    await grow(house.relay, 3);
    await house.round();
    await lookAtGrant(id, around);
    const honest = log()?.shown;
    if (honest == null) throw new Error('expected a checkpoint');
    await checkHeads([signed(honest.size - 1, new Uint8Array(32).fill(9))], around);
    expect(codes()).toEqual(['head-forked']);
    const { proof } = evidence();
    const file = readForkFile(proof);
    const fork = {
      notes: file.notes as [string, string],
      root: fromBase64url(file.root ?? ''),
      path: (file.path ?? []).map((hash) => fromBase64url(hash)),
    };
    expect(verifyFork(fork, key()).map(({ size }) => size)).toEqual([honest.size - 1, honest.size]);
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['head-forked']);
  });

  it('of the same size and another root is proven by the two notes alone', async () => {
    await house.round();
    await lookAtGrant(id, around);
    const [kept] = heads();
    if (kept === undefined) throw new Error('expected a head');
    await checkHeads([signed(kept.size, new Uint8Array(32).fill(9))], around);
    const { proof } = evidence();
    const { notes, path } = readForkFile(proof);
    expect(path).toBeUndefined();
    expect(verifyFork({ notes: notes as [string, string] }, key())).toHaveLength(2);
  });

  it('ahead of the public checkpoint is held against it at once, and again when the public has come so far', async () => {
    await house.round();
    await lookAtGrant(id, around);
    house.way.isOpen = false;
    await grow(house.relay, 2);
    await lookAtGrant(id, around);
    expect(heads().at(-1)?.state).toBe('open');
    // Signed by the log, and no tree is so long: nothing can be shown for it.
    await checkHeads([signed(9_999, new Uint8Array(32).fill(9))], around);
    expect(codes()).toEqual([]);
    house.way.isOpen = true;
    await house.round();
    await lookAtGrant(id, around);
    expect(
      heads()
        .map((head) => head.state)
        .slice(-2),
    ).toEqual(['inside', 'open']);
    house.relay.clock.pass({ hours: 25 });
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['anchor-late']);
  });

  it('that the public is shown must continue what the public was shown before', async () => {
    await house.round();
    await lookAtGrant(id, around);
    const before = log()?.shown;
    if (before == null) throw new Error('expected a checkpoint');
    const lie = signed(before.size, new Uint8Array(32).fill(9));
    around.meddle = (path, next) =>
      path === '/log/checkpoint' ? Promise.resolve(new Response(lie)) : next();
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['head-forked']);
    expect(log()?.shown).toEqual(before);
  });

  it('is kept, and never more than a phone can hold', async () => {
    await house.round();
    const size = (await house.relay.house.store.head()).size;
    const open = Array.from({ length: 300 }, (_, at) => signed(size + 1 + at, new Uint8Array(32)));
    await checkHeads(open.slice(0, 150), around);
    await checkHeads(open.slice(150), around);
    expect(heldSignal.value.head.size).toBeGreaterThan(300);
    const more = Array.from({ length: 300 }, (_, at) => signed(size + 1000 + at, new Uint8Array(32)));
    await checkHeads(more, around);
    expect(heldSignal.value.head.size).toBe(512);
    // What the kept yes stands on is among them.
    expect(heldSignal.value.head.has(String(grants.value[0]?.receipt?.size))).toBe(true);
  });
});

describe('heads of several mailboxes, on a busy relay,', () => {
  /** Each in a block of 256 of its own, as if each had come with the answer about another mailbox. */
  let blocks: number[];
  /** Calls for tiles of the lowest level by their block, and pauses, as they came. */
  let events: ('pause' | number)[];

  beforeEach(async () => {
    await house.round();
    await lookAtGrant(id, around);
    await allTurns();
    // Ahead of what the public is shown, so that they stay open.
    house.way.isOpen = false;
    blocks = [];
    for (let mailbox = 0; mailbox < 5; mailbox += 1) {
      await grow(house.relay, 257);
      const { size, note } = await house.relay.house.store.head();
      await checkHeads([note], around);
      blocks.push(Math.floor(size / 256));
    }
    await grow(house.relay, 257);
    house.way.isOpen = true;
    await house.round();
    watch();
  }, 30_000);

  function watch(): void {
    events = [];
    const { pause } = around;
    around.pause = async (ms) => {
      await pause(ms);
      events.push('pause');
    };
    around.meddle = (path, next) => {
      const [, n] = /^\/log\/tile\/0\/(\d{3})(?:\.p\/\d+)?$/.exec(path) ?? [];
      if (n !== undefined) events.push(Number(n));
      return next();
    };
  }
  const asked = () => events.filter((event) => blocks.includes(event as number));
  const open = () => heads().filter(({ state }) => state === 'open').length;

  it('are not held in one burst: those of an answer at once, the others each after its own pause', async () => {
    expect(new Set(blocks).size).toBe(5);
    await lookAtGrant(id, around);
    expect(asked()).toEqual([]);
    around.pauses.length = 0;
    await allTurns();
    expect([...asked()].sort()).toEqual([...blocks].sort());
    expect(around.pauses).toHaveLength(events.filter((event) => event === 'pause').length);
    for (const ms of around.pauses) expect(ms >= 2_000 && ms < 30_000).toBe(true);
    let last: number | 'pause' = 'pause';
    for (const event of events) {
      if (event !== 'pause' && !blocks.includes(event)) continue;
      // Two mailboxes' heads, and nothing between them: whoever watches the door of the tiles would join the two.
      expect(event === 'pause' || last === 'pause').toBe(true);
      last = event;
    }
    expect(open()).toBe(0);
    expect(codes()).toEqual([]);
  });

  it('have their turn three a look, in an order that says nothing', async () => {
    await lookAtGrant(id, around);
    const waiting = open();
    await holdOneByOne(around);
    expect(asked()).toHaveLength(3);
    expect(waiting - open()).toBe(3);
    const orders = new Set<string>();
    for (const chance of [0.01, 0.35, 0.65, 0.99]) {
      around.chance = () => chance;
      const order = await turnOrder();
      orders.add(order.join());
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  /** Nothing is answered, so that all are open again the next time. */
  async function turnOrder(): Promise<number[]> {
    const order: number[] = [];
    around.meddle = async (path, next) => {
      const [, n] = /^\/log\/tile\/0\/(\d{3})$/.exec(path) ?? [];
      if (!blocks.includes(Number(n))) return next();
      order.push(Number(n));
      return new Response('gone', { status: 404 });
    };
    await holdOneByOne(around);
    return order;
  }

  it('are not late while they wait for this wallet, and are when the relay gives nothing for them', async () => {
    house.relay.clock.pass({ hours: 25 });
    await lookAtGrant(id, around);
    expect(open()).toBeGreaterThan(0);
    expect(codes()).toEqual([]);
    await turnOrder();
    expect(codes()).toEqual(['anchor-late']);
  });

  it('are found out in their turn where they are of another history', async () => {
    const { size } = await house.relay.house.store.head();
    const lie = signed(size - 100, new Uint8Array(32).fill(9));
    await lookAtGrant(id, around);
    await allTurns();
    // Seen on the way, in no answer about a mailbox.
    const { change } = await import('../../../pwa/wallet/vault/hold.ts');
    const root = toBase64url(new Uint8Array(32).fill(9));
    const seenAt = '2026-11-21T10:05:00Z';
    await change((rows) =>
      rows.put('head', String(size - 100), { size: size - 100, root, note: lie, seenAt, state: 'open' }),
    );
    await holdOneByOne(around);
    expect(codes()).toEqual(['head-forked']);
  });

  it('wait while the network is away, and lose nothing', async () => {
    await lookAtGrant(id, around);
    const waiting = open();
    around.isOffline = true;
    await holdOneByOne(around);
    expect(open()).toBe(waiting);
    expect(codes()).toEqual([]);
  });
});

describe('a head that its own mailbox was shown before', () => {
  it('is held with the next answer about that mailbox, and beside the one of another it is not', async () => {
    const operator = await admittedCity(house.relay, {
      ...aboutCity,
      legalId: '552100554',
      role: 'operator',
    });
    const { grantId: other } = await liveGrant(house.relay, operator, around);
    await house.round();
    await lookAtGrant(id, around);
    await lookAtGrant(other, around);
    house.way.isOpen = false;
    await grow(house.relay, 300);
    await lookAtGrant(id, around);
    const { size = 0 } = heads().at(-1) ?? {};
    const isOpen = () => heads().find((head) => head.size === size)?.state === 'open';
    const tile = `/log/tile/0/00${Math.floor(size / 256)}`;
    expect([isOpen(), tile]).toEqual([true, '/log/tile/0/001']);
    await grow(house.relay, 300);
    house.way.isOpen = true;
    await house.round();
    around.calls.length = 0;
    await lookAtGrant(other, around);
    expect(isOpen()).toBe(true);
    expect(around.calls.filter(({ path }) => path.startsWith(tile))).toEqual([]);
    await lookAtGrant(id, around);
    expect(isOpen()).toBe(false);
    expect(around.calls.filter(({ path }) => path.startsWith(tile))).toHaveLength(1);
  });
});

describe('a pause between two calls', () => {
  it('begins again when a call has left without waiting', async () => {
    called(around);
    around.pauses.length = 0;
    const { pause } = around;
    around.pause = async (ms) => {
      await pause(ms);
      if (around.pauses.length === 1) called(around);
    };
    await apart(around);
    expect(around.pauses).toHaveLength(2);
  });
});
