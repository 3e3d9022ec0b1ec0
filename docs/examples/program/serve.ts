/**
 * The party's own web server: a page with one button, the way to the relay's waiting room, the way back. What happens
 * after a yes is the party's affair and is given in.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Ending, endingPage, type Lang, langOf, type Offer, offerPage, pageHeaders } from './page.ts';

/** A request that was pushed: where the browser goes, and the secret that the code will need. */
export interface Pushed {
  readonly address: string;
  readonly verifier: string;
}

export interface Counter {
  readonly offer: Offer;
  /** Address of the relay, which is also where the wallet lives. */
  readonly wallet: string;
  /** False until the relay has admitted the party and taken its declaration. */
  readonly isOpen: () => boolean;
  readonly push: (state: string) => Promise<Pushed>;
  /** Runs once for each yes; throws when the work could not be done. */
  readonly take: (code: string, verifier: string) => Promise<Ending>;
  readonly log: (event: string, facts?: Readonly<Record<string, string | number>>) => void;
}

const waitMs = 10 * 60_000;
const maxWaiting = 10_000;

interface Waiting {
  readonly verifier: string;
  readonly lang: Lang;
  readonly untilMs: number;
}

export function serveCounter(counter: Counter): Server {
  const waiting = new Map<string, Waiting>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // The host of a request is the caller's word; only path and query are read.
    const url = new URL(request.url ?? '/', 'http://counter');
    const lang = langOf(request.headers['accept-language'], url.searchParams.get('lang'));
    const end = (status: number, ending: Ending) => {
      response.writeHead(status, pageHeaders).end(endingPage(lang, ending, counter.offer, counter.wallet));
    };
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /') response.writeHead(200, pageHeaders).end(offerPage(lang, counter.offer));
    else if (route === 'GET /invitation')
      writeJson(response, 200, { title: counter.offer.title, path: '/ask' });
    else if (route === 'GET /healthz')
      writeJson(response, counter.isOpen() ? 200 : 503, { open: counter.isOpen() });
    // An invitation is a plain link, so asking is open to GET; it changes nothing but a line that expires.
    else if (route === 'POST /ask' || route === 'GET /ask') {
      if (counter.isOpen()) await ask(lang, response);
      else end(503, 'failed');
    } else if (route === 'GET /back') {
      const ending = await comeBack(url.searchParams, request, counter, waiting);
      end(ending === 'failed' ? 502 : ending === 'late' ? 410 : 200, ending);
    } else writeJson(response, 404, { code: 'path-unknown' });
  };

  const ask = async (lang: Lang, response: ServerResponse): Promise<void> => {
    const nowMs = Date.now();
    forget(waiting, nowMs);
    const state = randomBytes(24).toString('base64url');
    const { address, verifier } = await counter.push(state);
    waiting.set(state, { verifier, lang, untilMs: nowMs + waitMs });
    response.writeHead(303, {
      location: address,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      // Ties the way back to this browser: a code sent to somebody else's browser opens nothing.
      'set-cookie': `${cookieOf(state)}=1; Max-Age=${waitMs / 1000}; Path=/back; HttpOnly; SameSite=Lax`,
    });
    response.end();
  };

  return createServer((request, response) => {
    request.resume();
    answer(request, response).catch((cause: unknown) => {
      counter.log('call-failed', { reason: cause instanceof Error ? cause.name : 'unknown' });
      if (response.headersSent) response.end();
      else
        response.writeHead(502, pageHeaders).end(endingPage('fr', 'failed', counter.offer, counter.wallet));
    });
  });
}

async function comeBack(
  query: URLSearchParams,
  request: IncomingMessage,
  counter: Counter,
  waiting: Map<string, Waiting>,
): Promise<Ending> {
  const state = query.get('state') ?? '';
  const asked = waiting.get(state);
  // One use: a reload of the page must not read a second time.
  waiting.delete(state);
  const isOurs = (request.headers.cookie ?? '').split('; ').includes(`${cookieOf(state)}=1`);
  if (asked === undefined || asked.untilMs < Date.now() || !isOurs) return 'late';
  // RFC 9207: an answer of another relay is not ours.
  if (query.get('iss') !== counter.wallet) return 'failed';
  if (query.get('error') === 'access_denied') return 'refused';
  const code = query.get('code');
  if (code === null) return 'failed';
  try {
    return await counter.take(code, asked.verifier);
  } catch (cause) {
    counter.log('answer-failed', { reason: reasonOf(cause) });
    return 'failed';
  }
}

/** A stable code, never a message: a message might quote what was read. */
function reasonOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return 'unknown';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.name : 'unknown';
}

const cookieOf = (state: string) => `ask-${state.replace(/[^\w-]/g, '').slice(0, 16)}`;

function forget(waiting: Map<string, Waiting>, nowMs: number): void {
  for (const [state, { untilMs }] of waiting) {
    // In the order they came, so the first that may stay ends the search.
    if (untilMs >= nowMs && waiting.size < maxWaiting) break;
    waiting.delete(state);
  }
}

function writeJson(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
