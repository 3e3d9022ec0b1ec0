import { readFileSync } from 'node:fs';
import { roomHeaders } from '../middleware/headers.ts';

const script = readFileSync(new URL('../room/page.js', import.meta.url), 'utf8');
const style = readFileSync(new URL('../room/page.css', import.meta.url), 'utf8');

export function roomScript(): Response {
  return fileResponse(script, 'text/javascript; charset=utf-8');
}

export function roomStyle(): Response {
  return fileResponse(style, 'text/css; charset=utf-8');
}

function fileResponse(text: string, kind: string): Response {
  return new Response(text, {
    headers: { ...roomHeaders, 'content-type': kind, 'cache-control': 'no-cache' },
  });
}
