// The looking build on a port of its own: every address answers with the shell, as the relay does.

import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const kinds: Record<string, string> = { '.js': 'text/javascript', '.html': 'text/html; charset=utf-8' };

const rulesFiles = new Map(
  ['rules.json', 'rules-3.0.1.json'].map((name) => {
    const file = new URL(`../../../docs/examples/bike-grant/${name}`, import.meta.url);
    return [createHash('sha256').update(readFileSync(file)).digest('base64url'), file];
  }),
);

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
      createReadStream(rulesFiles.get(pathname.slice('/rules/'.length)) ?? folder).pipe(response);
      return;
    }
    const path = isFile ? named : join(folder, 'index.html');
    response.setHeader('content-type', kinds[extname(path)] ?? 'application/octet-stream');
    // As the relay serves them, whose names too are of their bytes: compiled once, not at every screen.
    if (extname(path) === '.js') response.setHeader('cache-control', 'max-age=31536000, immutable');
    createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
