// The looking build on a port of its own: every address answers with the shell, as the relay does.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const kinds: Record<string, string> = { '.js': 'text/javascript', '.html': 'text/html; charset=utf-8' };

/** One set of rules for all: whoever asks has their hash already. */
const rulesFile = new URL('../../../docs/examples/bike-grant/rules.json', import.meta.url);

export async function serveLooking(folder: string): Promise<{ origin: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const named = join(folder, pathname);
    const isFile = existsSync(named) && statSync(named).isFile();
    if (pathname === '/demonstration') {
      response.setHeader('content-type', 'application/json');
      const title = { fr: 'Aide vélo', en: 'Bike grant' };
      response.end(JSON.stringify({ invitations: [{ title, link: 'http://localhost:9/ask' }] }));
      return;
    }
    if (pathname.startsWith('/rules/')) {
      response.setHeader('content-type', 'application/json; charset=utf-8');
      createReadStream(rulesFile).pipe(response);
      return;
    }
    const path = isFile ? named : join(folder, 'index.html');
    response.setHeader('content-type', kinds[extname(path)] ?? 'application/octet-stream');
    createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
