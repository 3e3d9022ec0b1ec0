import { createServer } from 'node:net';

/** The port itself where it is free on this machine; undefined where it is taken. 0 asks for any. */
export function tryPort(port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const server = createServer();
  server.once('error', () => resolve(undefined));
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
  });
  return promise;
}

export async function anyFree(): Promise<number> {
  const port = await tryPort(0);
  if (port === undefined) throw new Error('no free port on this machine');
  return port;
}
