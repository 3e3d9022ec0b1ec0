// The pages for researchers, journalists and city staff: static files on an origin of their own, so that a hole in them
// opens no vault (design §5). They hold no data and set no cookie; what they show they read at the relay's public doors, as
// anybody's program does.

import { Hono } from 'hono';
import { DoorFault } from './middleware/fault.ts';
import { answerJson, besideHeaders } from './middleware/headers.ts';
import { Limits, type Rate } from './middleware/limits.ts';
import { problemResponse, refusedBy } from './middleware/problem.ts';
import { readWallet, serveFile, type Wallet } from './routes/wallet.ts';

/** Each answer is a few bytes of memory: this stops a loop, not a person. */
const often: Rate = { perSecond: 2_000, burst: 10_000 };

export function readResearchPages(folder: string, relayOrigin: string): Wallet {
  return readWallet(folder, ({ styleHashes, trustedTypes }) =>
    besideHeaders(styleHashes, trustedTypes, [relayOrigin]),
  );
}

export function buildResearchApp({
  pages,
  relayOrigin,
  now,
}: {
  readonly pages: Wallet;
  readonly relayOrigin: string;
  readonly now: () => number;
}): Hono {
  const app = new Hono();
  const limits = new Limits(now);
  const open = (path: string, answer: (request: Request) => Response | undefined): void => {
    app.get(path, (context) => {
      limits.take('research', often);
      const response = answer(context.req.raw);
      if (response === undefined)
        throw new DoorFault('path-unknown', 'this relay has no pages for researchers: npm run build');
      return response;
    });
  };
  // The one thing that the same build cannot know: which relay it stands beside.
  open('/config.json', () =>
    answerJson({ relay: relayOrigin }, { headers: { 'cache-control': 'no-cache' } }),
  );
  for (const path of pages.shellPaths) {
    open(path, (request) => serveFile(pages, '/index.html', request));
    if (path !== '/') open(`${path}/:piece`, (request) => serveFile(pages, '/index.html', request));
  }
  for (const path of pages.files.keys()) open(path, (request) => serveFile(pages, path, request));
  app.notFound(() => {
    throw new DoorFault('path-unknown', 'expected a page for researchers');
  });
  app.onError((cause) => problemResponse(refusedBy(cause), false));
  return app;
}
