import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Counter, serveCounter } from '../../docs/examples/program/serve.ts';

const both = (text: string) => ({ fr: text, en: `${text} (en)` });
const relay = 'http://localhost:8787';

let server: Server;
let home: string;
let taken: string[];
let events: string[];
let isOpen: boolean;
let take: Counter['take'];
let next: 'done' | 'ended';

beforeEach(async () => {
  taken = [];
  events = [];
  isOpen = true;
  next = 'done';
  take = async (code, { verifier }) => {
    taken.push(`${code} ${verifier}`);
    return { ending: 'done', again: async () => next };
  };
  server = serveCounter({
    offer: {
      party: both('Guichet <vélo>'),
      title: both('Calculer'),
      lead: both('Six données.'),
      button: both('Demander mon aide vélo'),
      alternative: both('Passez au guichet.'),
      contest: { phone: '01 02 03 04 05' },
      hasRules: true,
    },
    wallet: relay,
    isOpen: () => isOpen,
    push: async (state) => ({
      address: `${relay}/authorize?state_for_test=${state}`,
      verifier: 'verifier',
      requestDigest: 'digest',
    }),
    invitation: () => ({
      title: both('Calculer'),
      path: '/ask',
      link: 'http://localhost:8790/ask',
      party: 'id',
    }),
    take: (code, pushed) => take(code, pushed),
    log: (event, facts) => void events.push(JSON.stringify({ event, ...facts })),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
});

async function askOnce() {
  const response = await fetch(`${home}/ask`, { method: 'POST', redirect: 'manual' });
  const state = new URL(response.headers.get('location') ?? '').searchParams.get('state_for_test') ?? '';
  return { response, state, cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

const back = (query: Record<string, string>, cookie = '') =>
  fetch(`${home}/back?${new URLSearchParams({ iss: relay, ...query })}`, { headers: { cookie } });

describe('the counter of a party', () => {
  it('has one button, the way without a phone beside it, and runs no script', async () => {
    const response = await fetch(home);
    const page = await response.text();
    expect(page.match(/<button>/g)).toHaveLength(1);
    expect(page).toContain('Passez au guichet.');
    expect(page).toContain('Guichet &lt;vélo&gt;');
    expect(page).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('speaks English when asked', async () => {
    expect(await (await fetch(`${home}/?lang=en`)).text()).toContain('Demander mon aide vélo (en)');
    const page = await (await fetch(home, { headers: { 'accept-language': 'en-GB,en' } })).text();
    expect(page).toContain('<html lang="en">');
  });

  it('leads the button to the waiting room of the relay', async () => {
    const { response, state } = await askOnce();
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^http:\/\/localhost:8787\/authorize\?/);
    expect(state).toHaveLength(32);
  });

  it('invites by a link that asks anew each time', async () => {
    const invitation = await (await fetch(`${home}/invitation`)).json();
    const link = 'http://localhost:8790/ask';
    expect(invitation).toEqual({ title: both('Calculer'), path: '/ask', link, party: 'id', isOpen: true });
    const first = await fetch(`${home}/ask`, { redirect: 'manual' });
    const second = await fetch(`${home}/ask`, { redirect: 'manual' });
    expect(first.headers.get('location')).not.toBe(second.headers.get('location'));
  });

  it('reads once more for the browser that came back, and says when it may no longer', async () => {
    const { state, cookie } = await askOnce();
    const done = await back({ state, code: 'c1' }, cookie);
    const visit = (done.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const again = (sent: string) => fetch(`${home}/again`, { method: 'POST', headers: { cookie: sent } });
    expect(await (await again(visit)).text()).toContain('C’est fait.');
    next = 'ended';
    expect(await (await again(visit)).text()).toContain('Nous ne pouvons plus rien lire.');
    expect((await again('visit=guess')).status).toBe(410);
    expect((await again('')).status).toBe(410);
  });

  it('takes a yes once, from the browser that asked', async () => {
    const { state, cookie } = await askOnce();
    const done = await back({ state, code: 'c1' }, cookie);
    expect(await done.text()).toContain('C’est fait.');
    expect(taken).toEqual(['c1 verifier']);
    const reloaded = await back({ state, code: 'c1' }, cookie);
    expect(reloaded.status).toBe(410);
    // Something was shared a moment ago: the page must not say otherwise.
    expect(await reloaded.text()).not.toContain('Rien n’a été partagé');
    expect(taken).toHaveLength(1);
  });

  it('takes no yes that another browser brings, nor one of another relay', async () => {
    const stranger = await askOnce();
    expect((await back({ state: stranger.state, code: 'c1' })).status).toBe(410);
    const asked = await askOnce();
    expect(
      (await back({ state: asked.state, code: 'c1', iss: 'https://other.example' }, asked.cookie)).status,
    ).toBe(502);
    expect((await back({ state: 'unheard-of', code: 'c1' })).status).toBe(410);
    expect(taken).toEqual([]);
  });

  it('meets a no with « nothing changes for you »', async () => {
    const { state, cookie } = await askOnce();
    const response = await back({ state, error: 'access_denied' }, cookie);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Rien ne change pour vous.');
  });

  it('says when it failed, offers the other way, and logs a code but no message', async () => {
    take = async () => {
      throw Object.assign(new Error('income 20000 of 33039'), { code: 'evaluation-failed' });
    };
    const { state, cookie } = await askOnce();
    const response = await back({ state, code: 'c1' }, cookie);
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('Passez au guichet.');
    expect(events).toEqual(['{"event":"answer-failed","reason":"evaluation-failed"}']);
  });

  it('asks nobody before it was admitted', async () => {
    isOpen = false;
    expect((await fetch(`${home}/ask`, { method: 'POST', redirect: 'manual' })).status).toBe(503);
    expect((await fetch(`${home}/healthz`)).status).toBe(503);
  });

  it('answers a path that is not there', async () => {
    const response = await fetch(`${home}/admin`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ code: 'path-unknown' });
  });
});
