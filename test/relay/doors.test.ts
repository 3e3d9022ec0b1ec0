import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isProblemCode, problemStatus } from '../../policy/problem.ts';
import { type Route, type RouteName, routes } from '../../policy/routes.ts';
import { buildApp } from '../../relay/app.ts';
import { openLogs } from '../../relay/middleware/logs.ts';
import { noWallet } from '../../relay/routes/wallet.ts';
import { openTestHouse, type TestHouse } from './house.ts';

let relay: TestHouse;
beforeAll(async () => {
  relay = await openTestHouse();
});
afterAll(() => relay.close());

const all = Object.entries(routes) as [RouteName, Route][];
const posts = all.filter(([, route]) => route.method === 'POST');
const kindOf = (route: Route) => route.form ?? 'application/json';

function pathOf(route: Route): string {
  return route.path.replaceAll(/:[a-z]+/g, 'A'.repeat(43));
}

async function refused(response: Response, status: number, code: string): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = (await response.json()) as Record<string, unknown>;
  expect({ status: response.status, code: problem['code'] }).toEqual({ status, code });
  expect(problem).toMatchObject({
    status,
    type: expect.stringContaining(code) as unknown,
    fr: expect.stringMatching(/\S/) as unknown,
    en: expect.stringMatching(/\S/) as unknown,
    todo: { fr: expect.stringMatching(/\S/) as unknown, en: expect.stringMatching(/\S/) as unknown },
  });
  return problem;
}

async function unchanged(act: () => Promise<void>): Promise<void> {
  const before = await relay.house.store.head();
  const rooms = relay.house.rooms.count;
  await act();
  expect((await relay.house.store.head()).size).toBe(before.size);
  expect(relay.house.rooms.count).toBe(rooms);
}

const send = (route: Route, body: string | undefined, kind = kindOf(route)) =>
  relay.fetch(pathOf(route), {
    method: 'POST',
    headers: kind === '' ? {} : { 'content-type': kind },
    ...(body === undefined ? {} : { body }),
  });

describe.each(posts)('the door %s', (_name, route) => {
  const isForm = route.form === 'application/x-www-form-urlencoded';
  /** A message of DAP: bytes that are no text, and in which nothing hides (test/crypto/dap). */
  const isBinary = route.form !== undefined && !isForm;

  it('takes its own kind of content only', async () => {
    await unchanged(async () => {
      for (const kind of ['text/plain', 'application/xml', '', 'application/json; charset=latin-1']) {
        await refused(await send(route, '{}', kind), 415, 'content-type-unsupported');
      }
      await refused(
        await send(route, '{}', isForm ? 'application/json' : 'application/x-www-form-urlencoded'),
        415,
        'content-type-unsupported',
      );
    });
  });

  it('states its limit and reads nothing beyond it', async () => {
    await unchanged(async () => {
      const { detail } = await refused(
        await send(route, ' '.repeat(route.limitBytes + 1)),
        413,
        'body-oversize',
      );
      expect(detail).toBe(`expected at most ${route.limitBytes} bytes`);
      // Without a length the limit counts what arrives.
      const endless = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)),
      });
      const streamed = await relay.fetch(pathOf(route), {
        method: 'POST',
        headers: { 'content-type': kindOf(route) },
        body: endless,
        duplex: 'half',
      } as RequestInit);
      await refused(streamed, 413, 'body-oversize');
    });
  });

  it('answers nonsense with a problem and changes nothing', async () => {
    await unchanged(async () => {
      const nonsense = isForm
        ? ['', 'a', '&&&', '%', 'client_id=x&client_id=y', 'client_id=%ff', `client_id=${'A'.repeat(43)}`]
        : [
            '',
            '{',
            'null',
            'true',
            '7',
            '"a"',
            '[]',
            '{}',
            '[{}]',
            '{"a":',
            '{"__proto__":{}}',
            '{"a":1e999}',
            '\ufeff{}',
            '{"record":7}',
            '{"record":{}}',
            '{"record":"a"}',
          ];
      for (const body of nonsense) {
        const response = await send(route, body);
        expect(response.status, body).toBeGreaterThanOrEqual(400);
        expect(response.status, body).toBeLessThan(500);
        const problem = (await response.json()) as { code: string; status: number };
        expect(isProblemCode(problem.code), body).toBe(true);
        expect(problem.status).toBe(problemStatus[problem.code as keyof typeof problemStatus]);
      }
    });
  });

  it('refuses bytes that are not UTF-8', async () => {
    if (isBinary) return;
    const response = await relay.fetch(pathOf(route), {
      method: 'POST',
      headers: { 'content-type': kindOf(route) },
      body: new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    });
    await unchanged(async () => void (await refused(response, 400, 'body-malformed')));
  });

  // A form has nothing to nest. Published rules nest deeper than records, and are signed before they are looked at.
  const isPublication = route.path === routes.keepRules.path || route.path === routes.keepRulesChange.path;
  const isNested = !isForm && !isBinary && !isPublication;
  if (isNested)
    it('refuses what nests too deep or lists too much', async () => {
      await unchanged(async () => {
        const body = `{"a":${'['.repeat(100)}${']'.repeat(100)}}`;
        if (body.length > route.limitBytes) return;
        await refused(await send(route, body), 400, 'body-invalid');
        if (route.limitBytes < 4096) return;
        await refused(await send(route, `{"a":[${Array(600).fill(1).join(',')}]}`), 400, 'body-invalid');
      });
    });

  it('refuses PRF results, wherever in the body they hide', async () => {
    // The body of published rules is only looked into after the party's signature.
    if (isPublication || isBinary) return;
    const secret = 'c2VjcmV0LWNhbmFyeQ';
    const hidden = isForm
      ? [`prf=${secret}`, `request=${encodeURIComponent(`{"prf":{"results":"${secret}"}}`)}`]
      : [
          { prf: { results: { first: secret } } },
          { clientExtensionResults: { prf: { enabled: true } } },
          { handle: 'x', deep: [{ deeper: [{ PRF: secret }] }] },
          { record: `{"clientExtensionResults":{"prf":{"results":{"first":"${secret}"}}}}\ned25519:AA` },
          { record: JSON.stringify(JSON.stringify({ prf: secret })) },
          { 'hmac-secret': 1, hmacCreateSecret: true },
        ].map((body) => JSON.stringify(body));
    await unchanged(async () => {
      for (const body of hidden) {
        const text = JSON.stringify(await refused(await send(route, body), 400, 'secret-carried'));
        expect(text).not.toContain(secret);
      }
    });
    expect(relay.lines.join('\n')).not.toContain(secret);
  });

  it('names the methods that it knows', async () => {
    const isAlsoGet = all.some(([, other]) => other.method === 'GET' && other.path === route.path);
    const response = await relay.fetch(pathOf(route), { method: isAlsoGet ? 'PUT' : 'GET' });
    // `/stop` and `/request` are a page or nothing on GET: the wallet's shell is not built in this test.
    if (route.path === routes.stop.path && response.status === 404) return;
    await refused(response, 405, 'method-unsupported');
    expect(response.headers.get('allow')).toContain('POST');
  });
});

describe('every door', () => {
  it.each([
    '/nothing',
    '/party/a/b/c',
    '/access/v2/evaluation',
    '/log/tile/0/abc',
    '/.env',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/grant/',
  ])('has no answer at %s but a problem', async (path) => {
    const response = await relay.fetch(path);
    expect(response.status).toBe(404);
    expect(((await response.json()) as { code: string }).code).toMatch(/path-unknown|log-absent/);
  });

  it.each(all.filter(([, route]) => route.method === 'GET' && route.path.includes(':')))(
    'tells when %s names nothing that is there',
    async (_name, route) => {
      for (const name of ['A'.repeat(43), 'x', '%00', '💡']) {
        const response = await relay.fetch(route.path.replaceAll(/:[a-z]+/g, encodeURIComponent(name)));
        expect([401, 404]).toContain(response.status);
        expect(response.headers.get('content-type')).toContain('application/problem+json');
      }
    },
  );

  it('stands where the table of routes says', async () => {
    // A relay without the demonstration has no page of it, and one that nobody watches has no counts.
    for (const [name, route] of all.filter(([name]) => !['demonstration', 'metrics'].includes(name))) {
      const response = await relay.fetch(pathOf(route), { method: route.method });
      if (response.status !== 404) continue;
      expect(((await response.json()) as { code: string }).code, name).not.toBe('path-unknown');
    }
  });

  it('is logged by its pattern, its status and its code, and by nothing that the caller sent', async () => {
    relay.lines.length = 0;
    const canary = 'canary-7f3a9c1e5b';
    await relay.fetch(`/authorize?client_id=${canary}&request_uri=${canary}`, {
      headers: { 'user-agent': canary, 'accept-language': canary, 'x-forwarded-for': canary, cookie: canary },
    });
    await relay.post('/revoke', { revocation: canary });
    await relay.fetch(`/party/${canary}`);
    const lines = relay.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ method, route, status, code }) => ({ method, route, status, code }))).toEqual([
      { method: 'GET', route: '/authorize', status: 404, code: 'party-unknown' },
      { method: 'POST', route: '/revoke', status: 400, code: 'record-invalid' },
      { method: 'GET', route: '/party/:id', status: 404, code: 'party-unknown' },
    ]);
    expect(relay.lines.join('')).not.toContain(canary);
    for (const { at } of lines) expect(at).toMatch(/:00Z$/);
    const metrics = relay.house.metrics.text();
    expect(metrics).not.toContain(canary);
    expect(metrics).toContain('vav_calls_total{method="POST",route="/revoke",status="400"} ');
  });
});

describe('the counts by door', () => {
  const token = 'of-prometheus-alone';
  const ask = (metricsToken: string | undefined, authorization?: string) => {
    const app = buildApp(
      { ...relay.house, metricsToken },
      openLogs(() => {}),
      noWallet,
    );
    return app.request('/metrics', authorization === undefined ? {} : { headers: { authorization } });
  };

  it('are given to whoever holds the token', async () => {
    for (const scheme of ['Bearer', 'bearer']) {
      const response = await ask(token, `${scheme} ${token}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(await response.text()).toContain('# TYPE vav_calls_total counter');
    }
  });

  it.each([
    undefined,
    '',
    token,
    'Bearer',
    'Bearer ',
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token.slice(0, -1)}E`,
    `Bearer ${token} ${token}`,
  ])('are unknown to anybody else: %s', async (authorization) => {
    // Else a party could poll them and see the minute of a pause or a contest.
    await refused(await ask(token, authorization), 404, 'path-unknown');
  });

  it('are unknown to everybody where no token was set', async () => {
    for (const authorization of [undefined, 'Bearer', 'Bearer undefined', `Bearer ${token}`])
      await refused(await ask(undefined, authorization), 404, 'path-unknown');
  });
});
