// Every call passes here once: it is timed, counted and logged by its door's pattern, and whatever is thrown behind the
// door becomes a problem. A plain function around each door and no chain of middleware: the access door is one of them.

import type { Context, Hono } from 'hono';
import type { ProblemCode } from '../../policy/problem.ts';
import { problemWords } from '../../policy/problem.ts';
import type { House } from '../house.ts';
import { langOf, troublePage } from '../room/page.ts';
import { DapFault, dapProblem } from './dap-problem.ts';
import { openData, roomHeaders } from './headers.ts';
import type { Rate } from './limits.ts';
import type { Logs } from './logs.ts';
import { problemResponse, refusedBy } from './problem.ts';
import { instantOf, wholeMinute } from './time.ts';

export type Door = (context: Context) => Response | Promise<Response>;

export interface DoorKind {
  /** All others may be wallets, and the times of wallets are logged to the minute (protocol §4). */
  isParty?: boolean;
  rate: Rate;
  /** Answers a browser that asks for a page with a page, a no included. */
  isPage?: boolean;
  isOauth?: boolean;
  /** A no of DAP's list is written as DAP has it (§3.6), with the `task` of the address. */
  isDap?: boolean;
  /** Public and the same for everybody: pages of other origins may read the answer, a no included. */
  isOpenData?: boolean;
}

export type DoorMethod = 'GET' | 'POST' | 'DELETE';

/** What doors need of the house behind them: the relay's, or a helper's. */
export type DoorHouse = Pick<House, 'now' | 'limits' | 'metrics'>;

export class Doors {
  readonly #app: Hono;
  readonly #house: DoorHouse;
  readonly #logs: Logs;
  readonly #methods = new Map<string, string[]>();

  constructor(app: Hono, house: DoorHouse, logs: Logs) {
    this.#app = app;
    this.#house = house;
    this.#logs = logs;
  }

  open(method: DoorMethod, path: string, kind: DoorKind, door: Door): void {
    this.#methods.set(path, [...(this.#methods.get(path) ?? []), method]);
    this.#app.on(method, path, (context) => this.pass(context, method, path, kind, door));
  }

  /** Call once, after all doors: the same paths with other methods, and everything else. */
  closeRest(): void {
    const kind: DoorKind = { rate: { perSecond: 500, burst: 2000 } };
    for (const [path, methods] of this.#methods) {
      this.#app.all(path, (context) =>
        this.pass(context, 'OTHER', path, kind, () => {
          const response = problemResponse(
            refusal('method-unsupported', `expected ${methods.join(' or ')}`),
            false,
          );
          response.headers.set('allow', methods.join(', '));
          return response;
        }),
      );
    }
    this.#app.notFound((context) =>
      this.pass(context, 'OTHER', 'none', kind, () =>
        problemResponse(refusal('path-unknown', 'expected a path of the table of routes'), false),
      ),
    );
  }

  async pass(context: Context, method: string, route: string, kind: DoorKind, door: Door): Promise<Response> {
    const startedMs = performance.now();
    let code: ProblemCode | undefined;
    let response: Response;
    try {
      this.#house.limits.take(`door ${method} ${route}`, kind.rate);
      response = await door(context);
    } catch (cause) {
      const refused = refusedBy(cause);
      code = refused.code;
      if (code === 'relay-failed' || code === 'relay-unready') this.#logFault(cause, method, route);
      response = isForPerson(context, kind)
        ? troubleResponse(context, code)
        : kind.isDap === true && cause instanceof DapFault
          ? dapProblem(cause, context.req.param('task') ?? '')
          : problemResponse(refused, kind.isOauth === true);
    }
    if (kind.isOpenData === true) openData(response);
    const ms = performance.now() - startedMs;
    this.#house.metrics.count(method, route, response.status, ms / 1000);
    const nowMs = this.#house.now();
    this.#logs.write({
      at: instantOf(kind.isParty === true ? nowMs : wholeMinute(nowMs)),
      event: 'call',
      method,
      route,
      status: response.status,
      ms: Math.round(ms),
      ...(code === undefined ? {} : { code }),
    });
    return response;
  }

  /** Name and place in our own files: a message of a library may quote what it choked on. */
  #logFault(cause: unknown, method: string, route: string): void {
    const error = cause instanceof Error ? cause : new Error('not an error');
    const root = error.cause instanceof Error ? error.cause : error;
    const places = (root.stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
    this.#logs.write({
      at: instantOf(wholeMinute(this.#house.now())),
      event: 'fault',
      method,
      route,
      text: [
        root.name,
        (root as NodeJS.ErrnoException).code ?? '',
        ...places.slice(0, 6).map((line) => line.trim()),
      ].join(' | '),
    });
  }
}

function refusal(code: ProblemCode, detail: string) {
  return { code, detail, retryAfterS: undefined };
}

function isForPerson(context: Context, kind: DoorKind): boolean {
  return kind.isPage === true && (context.req.raw.headers.get('accept') ?? '').includes('text/html');
}

function troubleResponse(context: Context, code: ProblemCode): Response {
  const lang = langOf(context.req.raw.headers.get('accept-language'));
  const { said, todo } = problemWords(code, lang);
  const { status } = problemResponse(refusal(code, ''), false);
  return new Response(troublePage(lang, said, todo, code), {
    status,
    headers: { ...roomHeaders, 'content-type': 'text/html; charset=utf-8', vary: 'accept, accept-language' },
  });
}
