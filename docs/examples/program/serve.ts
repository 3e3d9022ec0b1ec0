/**
 * The party's own web server: a page with one button, the way to the relay's waiting room, the way back. What happens
 * after a yes is the party's affair and is given in.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { PushedAsk } from '../../../relay/kit/client.ts';
import {
  type Ending,
  endingPage,
  type LangText,
  langOf,
  type Offer,
  offerPage,
  pageHeaders,
} from './page.ts';

export interface Counter {
  readonly offer: Offer;
  /** Address of the relay, which is also where the wallet lives. */
  readonly wallet: string;
  /** What `GET /invitation` tells: for a link or a QR code, and for whoever admits parties. */
  readonly invitation: () => {
    readonly title: LangText;
    readonly path: string;
    readonly link: string;
    readonly party: string;
  };
  /** False until the relay has admitted the party and taken its declaration. */
  readonly isOpen: () => boolean;
  readonly push: (state: string) => Promise<PushedAsk>;
  /** Runs once for each yes; throws when the work could not be done. */
  readonly take: (code: string, pushed: PushedAsk) => Promise<Outcome>;
  readonly log: (event: string, facts?: Readonly<Record<string, string | number>>) => void;
  /** The card of the model, when a model makes the result: plain text for anyone. */
  readonly card?: string;
}

export interface Outcome {
  readonly ending: Ending;
  /** Reads once more under the same grant, as long as it lives. */
  readonly again: () => Promise<Ending>;
}

const plainText = { 'content-type': 'text/markdown; charset=utf-8' };
const waitMs = 10 * 60_000;
const maxWaiting = 10_000;
const maxVisits = 1_000;

interface Waiting {
  readonly pushed: PushedAsk;
  readonly untilMs: number;
}

interface Reply {
  readonly ending: Ending;
  /** A cookie that lets this browser, and no other, ask for another reading. */
  readonly visit?: string;
}

const statusOf: Partial<Record<Ending, number>> = { failed: 502, late: 410 };

export function serveCounter(counter: Counter): Server {
  const waiting = new Map<string, Waiting>();
  const visits = new Map<string, Outcome['again']>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // The host of a request is the caller's word; only path and query are read.
    const url = new URL(request.url ?? '/', 'http://counter');
    const lang = langOf(request.headers['accept-language'], url.searchParams.get('lang'));
    const end = ({ ending, visit }: Reply, status = statusOf[ending] ?? 200) => {
      const cookie = visit === undefined ? {} : { 'set-cookie': cookieText('visit', visit, '/again') };
      response.writeHead(status, { ...pageHeaders, ...cookie });
      response.end(endingPage(lang, ending, counter.offer, counter.wallet));
    };
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /':
        return void response.writeHead(200, pageHeaders).end(offerPage(lang, counter.offer));
      case 'GET /card':
        if (counter.card === undefined) return writeJson(response, 404, { code: 'path-unknown' });
        return void response.writeHead(200, { ...pageHeaders, ...plainText }).end(counter.card);
      case 'GET /invitation':
        return writeJson(response, 200, { ...counter.invitation(), isOpen: counter.isOpen() });
      case 'GET /healthz':
        return writeJson(response, counter.isOpen() ? 200 : 503, { isOpen: counter.isOpen() });
      // An invitation is a plain link, so asking is open to GET; it changes nothing but a line that expires.
      case 'GET /ask':
      case 'POST /ask':
        return counter.isOpen() ? await ask(response) : end({ ending: 'failed' }, 503);
      case 'GET /back':
        return end(await comeBack(url.searchParams, request, counter, { waiting, visits }));
      case 'POST /again':
        return end({ ending: await readAgain(request, counter, visits) });
      default:
        return writeJson(response, 404, { code: 'path-unknown' });
    }
  };

  const ask = async (response: ServerResponse): Promise<void> => {
    forget(waiting, Date.now());
    const state = randomBytes(24).toString('base64url');
    const pushed = await counter.push(state);
    waiting.set(state, { pushed, untilMs: Date.now() + waitMs });
    response.writeHead(303, {
      location: pushed.address,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      // Ties the way back to this browser: a code sent to somebody else's browser opens nothing.
      'set-cookie': cookieText(askName(state), '1', '/back'),
    });
    response.end();
  };

  return createServer((request, response) => {
    request.resume();
    answer(request, response).catch((cause: unknown) => {
      counter.log('call-failed', { reason: reasonOf(cause) });
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
  { waiting, visits }: { waiting: Map<string, Waiting>; visits: Map<string, Outcome['again']> },
): Promise<Reply> {
  const state = query.get('state') ?? '';
  const asked = waiting.get(state);
  // One use: a reload of the page must not read a second time.
  waiting.delete(state);
  const isOurs = cookieIn(request, askName(state)) === '1';
  if (asked === undefined || asked.untilMs < Date.now() || !isOurs) return { ending: 'late' };
  // RFC 9207: an answer of another relay is not ours.
  if (query.get('iss') !== counter.wallet) return { ending: 'failed' };
  if (query.get('error') === 'access_denied') return { ending: 'refused' };
  const code = query.get('code');
  if (code === null) return { ending: 'failed' };
  try {
    const { ending, again } = await counter.take(code, asked.pushed);
    const visit = randomBytes(24).toString('base64url');
    visits.set(visit, again);
    for (const oldest of visits.keys()) if (visits.size > maxVisits) visits.delete(oldest);
    return { ending, visit };
  } catch (cause) {
    counter.log('answer-failed', { reason: reasonOf(cause) });
    return { ending: 'failed' };
  }
}

async function readAgain(
  request: IncomingMessage,
  counter: Counter,
  visits: Map<string, Outcome['again']>,
): Promise<Ending> {
  const again = visits.get(cookieIn(request, 'visit') ?? '');
  if (again === undefined) return 'late';
  try {
    return await again();
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

const askName = (state: string) => `ask-${state.replace(/[^\w-]/g, '').slice(0, 16)}`;

/** Strict for a button of our own page; lax for the way back, which another site leads to. */
function cookieText(name: string, value: string, path: '/back' | '/again'): string {
  const sameSite = path === '/again' ? 'Strict' : 'Lax';
  return `${name}=${value}; Max-Age=${waitMs / 1000}; Path=${path}; HttpOnly; SameSite=${sameSite}`;
}

function cookieIn(request: IncomingMessage, name: string): string | undefined {
  const found = (request.headers.cookie ?? '').split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

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
