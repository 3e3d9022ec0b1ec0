// The doors of a witness, as c2sp.org/tlog-witness names them. Whoever asks needs no account: the log's signature on the
// checkpoint is all there is to check, and what is answered is public.

import { Hono } from 'hono';
import type { Witness } from './witness.ts';

/** `old` line, 63 hashes, and the longest note that is read. */
const maxBodyBytes = 139_264;
const headers = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

export function buildWitnessApp(witness: Witness, verifierKey: string): Hono {
  const app = new Hono();
  const answer = (status: number, text: string, type = 'text/plain; charset=utf-8'): Response =>
    new Response(text, { status, headers: { ...headers, 'content-type': type } });
  app.post('/add-checkpoint', async ({ req }) => {
    const body = await readBody(req.raw);
    if (body === undefined) return answer(413, `expected at most ${maxBodyBytes} bytes of UTF-8\n`);
    const { status, text, type } = witness.addCheckpoint(body);
    return answer(status, text, type);
  });
  app.all('/add-checkpoint', () => {
    const response = answer(405, 'expected POST\n');
    response.headers.set('allow', 'POST');
    return response;
  });
  app.get('/healthz', () => answer(200, 'alive\n'));
  app.get('/key', () => answer(200, `${verifierKey}\n`));
  app.get('/:hash/checkpoint', ({ req }) => {
    const note = witness.checkpoint(req.param('hash'));
    return note === undefined ? answer(404, 'nothing was cosigned for this log\n') : answer(200, note);
  });
  app.notFound(() => answer(404, 'no such door\n'));
  app.onError(() => answer(500, 'the witness failed\n'));
  return app;
}

async function readBody(request: Request): Promise<string | undefined> {
  if (!(Number(request.headers.get('content-length') ?? 0) <= maxBodyBytes)) return undefined;
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const reader = request.body?.getReader(); reader !== undefined; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > maxBodyBytes) {
      await reader.cancel().catch(() => undefined);
      return undefined;
    }
    parts.push(value);
  }
  const bytes = Buffer.concat(parts);
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}
