import { type ServerType, serve } from '@hono/node-server';

/** A call that is still running after this long is cut off. */
const graceMs = 10_000;

/** On the loopback address: a TLS front stands before it (docs/operating.md). */
export function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
  hostname = '127.0.0.1',
): Promise<ServerType> {
  const { promise, resolve, reject } = Promise.withResolvers<ServerType>();
  const server = serve({ fetch, port, hostname }, () => resolve(server));
  server.once('error', reject);
  return promise;
}

export function close(server: ServerType): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  const timer = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
  }, graceMs);
  return promise.finally(() => clearTimeout(timer));
}
