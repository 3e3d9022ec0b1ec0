import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** One exchange as a proxy or a support log would have kept it: every byte of heads and bodies, both ways. */
export interface Exchange {
  readonly path: string;
  readonly bytes: Buffer;
}

export interface Recorder {
  readonly origin: string;
  readonly exchanges: Exchange[];
  close(): Promise<void>;
}

const unpacking: Record<string, (bytes: Buffer) => Buffer> = { br: brotliDecompressSync, gzip: gunzipSync };

/**
 * Stands before the relay and keeps everything that passes, streams too. People and parties then use the recorder's
 * address, so nothing between them and the relay goes around it.
 */
export async function recordBefore(relayPort: number, port = 0): Promise<Recorder> {
  const exchanges: Exchange[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    const kept: Buffer[] = [
      Buffer.from(`${incoming.method} ${incoming.url}\n${incoming.rawHeaders.join('\n')}\n\n`),
    ];
    const exchange = { path: new URL(incoming.url ?? '/', 'http://relay').pathname, bytes: Buffer.alloc(0) };
    exchanges.push(exchange);
    const keep = (chunk: Buffer): void => {
      kept.push(chunk);
    };
    const settle = (): void => {
      exchange.bytes = Buffer.concat(kept);
    };
    const onward = request(
      {
        port: relayPort,
        host: '127.0.0.1',
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      },
      (answer) => {
        keep(Buffer.from(`\n${answer.statusCode}\n${answer.rawHeaders.join('\n')}\n\n`));
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        const body: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => {
          body.push(chunk);
          keep(chunk);
          settle();
        });
        answer.pipe(outgoing);
        answer.on('end', () => {
          // Who looks for something in the bytes must find it in a packed answer too.
          const unpack = unpacking[answer.headers['content-encoding'] ?? ''];
          if (unpack !== undefined) keep(unpack(Buffer.concat(body)));
          settle();
        });
      },
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.on('data', keep);
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    exchanges,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
