import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askState, dropAsk, readAsk } from '../../../pwa/wallet/paths/ask.ts';
import { eraseDevice } from '../../../pwa/wallet/paths/erase.ts';
import { offeredPeriods } from '../../../pwa/wallet/paths/propose.ts';
import { sayNo } from '../../../pwa/wallet/paths/refuse.ts';
import { refusals } from '../../../pwa/wallet/vault/open.ts';
import { newLogSigner } from '../../../relay/proof/log-signer.ts';
import {
  admit,
  admittedCity,
  declarationBody,
  knownParty,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { agreeTo, aroundOf, keepFacts, openWallet, scan, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterAll(() => relay.close());
beforeEach(async () => {
  await eraseDevice();
  around = aroundOf(relay);
});

interface Shown {
  request: string;
  party: { texts: string[]; labels: string[]; labelReceipts: unknown[]; receipts: { index: number }[] };
  declaration: { record: string; receipt: { index: number; path: string[]; salt: string } };
}

/** The relay answers what is asked for, but for one thing. */
function relayChanges(path: string, change: (shown: Shown) => void): void {
  around.meddle = async (called, next) => {
    const response = await next();
    if (called !== path) return response;
    const shown = (await response.json()) as Shown;
    change(shown);
    return Response.json(shown);
  };
}

async function refusedWith(code: string, hash?: string): Promise<void> {
  const scanned = hash ?? (await scan(relay, city)).hash;
  await expect(readAsk(scanned, around)).rejects.toMatchObject({ code });
  expect(askState.value.step).toBe('failed');
}

describe('a request is shown when everything about it was computed here', () => {
  it('is shown with its party, declaration and facts', async () => {
    const ask = await readAsk((await scan(relay, city)).hash, around);
    expect(askState.value).toEqual({ step: 'ready', ask });
    expect(ask.party.name.fr).toBe('Ville de Lumière');
    expect(ask.detail.facts.map(({ key }) => key)).toEqual(['commune', 'reference-income']);
    expect(ask.isCrossDevice).toBe(true);
  });

  it('asks for the whole directory and never for one party', async () => {
    await readAsk((await scan(relay, city)).hash, around);
    expect(around.calls.map(({ path }) => path).sort()).toEqual(['/log/key', '/party', '/request']);
    for (const { options } of around.calls) expect(options.credentials).toBe('omit');
  });

  it('may be opened again by the same wallet, and by no other', async () => {
    const { hash } = await scan(relay, city);
    await readAsk(hash, around);
    expect((await readAsk(hash, around)).partyId).toBe(city.client.id);
    const handle = hash.slice(1, 23);
    const other = await relay.post('/request', { handle, claim: 'A'.repeat(22) });
    expect(other.status).toBe(409);
  });
});

describe('each check stops a request', () => {
  it('longer than the contract of its party with the city allows, also where the relay lets it through', async () => {
    const contract = { form: 'none', reference: null } as const;
    const { digest } = await city.client.declare(declarationBody({ version: '3.0.0', contract }));
    const short = await scan(relay, city, { declaration: digest, period: { days: 31 } });
    expect(offeredPeriods(await readAsk(short.hash, around))).toEqual([
      { days: 31 },
      { days: 1 },
      { once: true },
    ]);
    const { directory } = relay.house;
    const { declaration } = directory;
    directory.declaration = (of) => declaration.call(directory, of === digest ? city.declaration : of);
    const long = await scan(relay, city, { declaration: digest, period: { days: 182 } });
    Reflect.deleteProperty(directory, 'declaration');
    await refusedWith('request-outside-declaration', long.hash);
  });

  it('that a link in no good form names', () => refusedWith('link-invalid', '#nothing'));

  it('that is of another party than the one whose page gave the link', async () => {
    const { hash } = await scan(relay, city);
    await refusedWith('request-foreign', `${hash.slice(0, 24)}${'A'.repeat(22)}`);
  });

  it('whose party is another one under the same id', async () => {
    const other = await knownParty(relay);
    await admit(relay, other.client.id);
    relayChanges('/request', (shown) => {
      shown.party.texts = [other.record];
    });
    await refusedWith('party-invalid');
  });

  it('whose text was changed on the way', async () => {
    relayChanges('/request', (shown) => {
      const [head = '', payload = '', signature = ''] = shown.request.split('.');
      const body = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
      body['state'] = 'another';
      shown.request = [head, Buffer.from(JSON.stringify(body)).toString('base64url'), signature].join('.');
    });
    await refusedWith('request-invalid');
  });

  it('whose declaration was changed by one character', async () => {
    relayChanges('/request', (shown) => {
      shown.declaration.record = shown.declaration.record.replace('"maxAgeDays":', '"maxAgeDays":1');
    });
    await refusedWith('declaration-altered');
  });

  it('whose party the régie has not admitted', async () => {
    relayChanges('/request', (shown) => {
      shown.party.labels = [];
      shown.party.labelReceipts = [];
    });
    await refusedWith('party-not-admitted');
  });

  it('whose declaration does not stand in the log where the relay says', async () => {
    relayChanges('/request', (shown) => {
      shown.declaration.receipt.path = shown.declaration.receipt.path.map(() => 'A'.repeat(43));
    });
    await refusedWith('receipt-unproven');
  });

  it('whose public record hides behind a salt', async () => {
    relayChanges('/request', (shown) => {
      shown.declaration.receipt.salt = `B${'A'.repeat(42)}`;
    });
    await refusedWith('receipt-unproven');
  });

  it('when the heads are signed by another log', async () => {
    const { verifierKey } = newLogSigner(origin);
    around.meddle = (path, next) =>
      path === '/log/key' ? Promise.resolve(Response.json({ verifierKey, regie: relay.regie.id })) : next();
    await refusedWith('receipt-unproven');
  });

  it('that is too old', async () => {
    const { hash } = await scan(relay, city);
    const now = around.now;
    around.now = () => now() + 301_000;
    await refusedWith('request-expired', hash);
  });

  it('when the relay is not reached', async () => {
    const { hash } = await scan(relay, city);
    around.isOffline = true;
    await refusedWith('network-absent', hash);
  });

  it('when the answer is no answer', async () => {
    around.meddle = (path, next) => (path === '/request' ? Promise.resolve(new Response('<html>')) : next());
    await refusedWith('answer-invalid');
  });

  it('whose party has another past than the one this vault has seen', async () => {
    await openWallet(around);
    await agreeTo(await readAsk((await scan(relay, city)).hash, around), around);
    const { hash } = await scan(relay, city);
    const forked = await import('../../../pwa/wallet/vault/hold.ts');
    await forked.change(async (rows) => {
      const kept = await rows.get('party', city.client.id);
      if (kept !== undefined)
        rows.put('party', kept.id, { ...kept, texts: [...kept.texts, 'a version that is gone'] });
    });
    await refusedWith('party-forked', hash);
  });
});

describe('a stale request is never shown after a new scan', () => {
  it('also when its answer comes last', async () => {
    const first = await scan(relay, city);
    const second = await scan(relay, city);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    let isFirst = true;
    around.meddle = async (path, next) => {
      const mine = path === '/request' && isFirst;
      if (path === '/request') isFirst = false;
      const response = await next();
      if (mine) await gate;
      return response;
    };
    const late = readAsk(first.hash, around);
    late.catch(() => undefined);
    const ask = await readAsk(second.hash, around);
    open();
    await expect(late).rejects.toMatchObject({ code: 'request-superseded' });
    expect(askState.value).toEqual({ step: 'ready', ask });
  });

  it('and is gone before the first byte of the next is asked for', async () => {
    await readAsk((await scan(relay, city)).hash, around);
    const { hash } = await scan(relay, city);
    const steps: string[] = [];
    around.meddle = (_, next) => {
      steps.push(askState.value.step);
      return next();
    };
    await readAsk(hash, around);
    expect(steps.every((step) => step === 'reading' || step === 'shown')).toBe(true);
    dropAsk();
    expect(askState.value).toEqual({ step: 'none' });
  });
});

describe('the no', () => {
  it('is signed by a key made for it when there is no vault, and the party learns only that access is denied', async () => {
    const { hash, room } = await scan(relay, city);
    await relay.post('/room/here', { room: room.id }, { cookie: room.cookie });
    const ask = await readAsk(hash, around);
    const said = await sayNo(ask, around);
    const address = new URL(said.redirect ?? '');
    expect(address.searchParams.get('error')).toBe('access_denied');
    expect([...address.searchParams.keys()].sort()).toEqual(['error', 'iss', 'state']);
    expect(refusals.value).toEqual([]);
  });

  it('uses another mailbox each time when there is no vault', async () => {
    const mailboxes = new Set<string>();
    for (let time = 0; time < 2; time += 1) {
      await sayNo(await readAsk((await scan(relay, city)).hash, around), around);
      const post = around.calls.findLast(({ path }) => path === '/refusal');
      mailboxes.add(
        (JSON.parse(post?.body ?? '{}') as { refusal: string }).refusal.split('"by":"')[1]?.slice(0, 43) ??
          '',
      );
    }
    expect(mailboxes.size).toBe(2);
  });

  it('is kept with its receipt where there is a vault', async () => {
    await openWallet(around);
    await sayNo(await readAsk((await scan(relay, city)).hash, around), around);
    expect(refusals.value).toMatchObject([{ party: city.client.id, automatic: false }]);
    expect(refusals.value[0]?.receipt).not.toBeNull();
  });

  it('works before the signatures were checked', async () => {
    await keepFacts(around);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    around.meddle = async (path, next) => {
      if (path === '/log/key') await gate;
      return next();
    };
    const reading = readAsk((await scan(relay, city)).hash, around);
    while (askState.value.step === 'reading') await new Promise((resolve) => setTimeout(resolve, 5));
    const state = askState.value;
    if (state.step !== 'shown') throw new Error(`found step \`${state.step}\``);
    expect(await sayNo(state.ask, around)).toMatchObject({ isSent: true });
    open();
    await reading;
  });

  it('shares nothing when the network is gone', async () => {
    const ask = await readAsk((await scan(relay, city)).hash, around);
    around.isOffline = true;
    expect(await sayNo(ask, around)).toEqual({ redirect: null, isSent: false });
  });
});
