// What comes in at a door, looked at before anything understands it: kind, size, text, shape. Every limit is stated in
// the problem that refuses, so that an integrator learns it from the first answer.

import { isUtf8 } from 'node:buffer';
import { type DapMessage, dapMedia, dapMediaKind } from '../../crypto/dap/media.ts';
import { DoorFault } from './fault.ts';
import { refuseSecrets } from './secrets.ts';

export interface BodyLimits {
  bytes: number;
  /** Levels of nesting; twelve hold every record and every question. */
  depth?: number;
  /** Entries of one list or fields of one object. */
  entries?: number;
}

const usualDepth = 12;
const usualEntries = 500;

/** The body as text, the same bytes a signature was made over. */
export async function readText(request: Request, kind: string, limits: BodyLimits): Promise<string> {
  requireKind(request, kind);
  const bytes = await readBytes(request, limits.bytes);
  if (!isUtf8(bytes)) throw new DoorFault('body-malformed', 'expected UTF-8');
  return bytes.toString('utf8');
}

/** A message of DAP, of the kind that the door takes; a parameter `version` is a hint and is let through (DAP §9.1). */
export async function readMessage(
  request: Request,
  message: DapMessage,
  limits: BodyLimits,
): Promise<Uint8Array> {
  const [kind, ...parameters] = (request.headers.get('content-type') ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const isOurs =
    kind === dapMediaKind &&
    parameters.includes(`message=${message}`) &&
    parameters.every((part) => part.startsWith('message=') || part.startsWith('version='));
  if (!isOurs || request.headers.has('content-encoding'))
    throw new DoorFault('content-type-unsupported', `expected \`${dapMedia(message)}\``);
  return readBytes(request, limits.bytes);
}

export async function readJson(request: Request, limits: BodyLimits): Promise<unknown> {
  return parseJson(await readText(request, 'application/json', limits), limits);
}

export function parseJson(text: string, limits: Omit<BodyLimits, 'bytes'> = {}): unknown {
  const value = parseUnguarded(text);
  guardBody(value, limits);
  return value;
}

/** For a reader that admits nothing but what it knows, to the last field: it calls `guardBody` on what it refuses. */
export function parseUnguarded(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DoorFault('body-malformed', 'expected JSON');
  }
}

export function guardBody(value: unknown, limits: Omit<BodyLimits, 'bytes'> = {}): void {
  guardShape(value, limits.depth ?? usualDepth, limits.entries ?? usualEntries);
  refuseSecrets(value);
}

/** A form of OAuth. A name given twice is refused: RFC 6749 §3.2 says so, and two readers would read it in two ways. */
export async function readForm(request: Request, limits: BodyLimits): Promise<Record<string, string>> {
  const text = await readText(request, 'application/x-www-form-urlencoded', limits);
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in fields) throw new DoorFault('body-malformed', 'expected each field of the form once');
    fields[name] = value;
  }
  refuseSecrets(fields);
  return fields;
}

/** An object with exactly these fields, each a text of at most the length given; `?` at the end makes it optional. */
export function requireTexts<const F extends Record<string, number>>(
  value: unknown,
  fields: F,
): { [N in keyof F]: string } {
  const found = requireObject(value);
  for (const name of Object.keys(found)) {
    if (!(name in fields)) throw new DoorFault('body-invalid', 'expected no unknown field');
  }
  for (const [name, max] of Object.entries(fields)) {
    const text = found[name];
    if (typeof text !== 'string') throw new DoorFault('body-invalid', `\`${name}\`: expected a text`);
    if (text.length > max)
      throw new DoorFault('body-invalid', `\`${name}\`: expected at most ${max} characters`);
  }
  return found as { [N in keyof F]: string };
}

/** `{record}` and nothing else. */
export function requireRecord(value: unknown): unknown {
  const { record, ...rest } = requireObject(value);
  if (Object.keys(rest).length > 0) throw new DoorFault('body-invalid', 'expected `record` and nothing else');
  return record;
}

export function requireObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new DoorFault('body-invalid', 'expected an object');
}

function requireKind(request: Request, kind: string): void {
  const [found, ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(';');
  const isUtf8 = parameters.every((parameter) => /^\s*charset="?utf-8"?\s*$/.test(parameter));
  if (found?.trim() !== kind || !isUtf8)
    throw new DoorFault('content-type-unsupported', `expected \`${kind}\``);
  if (request.headers.has('content-encoding')) {
    throw new DoorFault('content-type-unsupported', 'expected no content-encoding');
  }
}

async function readBytes(request: Request, limit: number): Promise<Buffer> {
  const announced = request.headers.get('content-length');
  if (announced !== null) {
    if (!(Number(announced) <= limit)) throw tooLarge(limit);
    // The server holds the caller to the length it announced, so the body can be read in one go.
    const bytes = Buffer.from(await request.arrayBuffer().catch(cutShort));
    if (bytes.length > limit) throw tooLarge(limit);
    return bytes;
  }
  if (request.body === null) return Buffer.alloc(0);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > limit) throw tooLarge(limit);
      parts.push(value);
    }
  } catch (cause) {
    await reader.cancel().catch(() => undefined);
    if (cause instanceof DoorFault) throw cause;
    return cutShort();
  }
  return Buffer.concat(parts);
}

/** The caller went away: its own fault, and no line of trouble in the log. */
function cutShort(): never {
  throw new DoorFault('body-malformed', 'the body ended before its end');
}

function tooLarge(limit: number): DoorFault {
  return new DoorFault('body-oversize', `expected at most ${limit} bytes`);
}

function guardShape(value: unknown, depth: number, entries: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === 0) throw new DoorFault('body-invalid', 'nested too deep');
  const inside = Array.isArray(value) ? value : Object.values(value);
  if (inside.length > entries)
    throw new DoorFault('body-invalid', `expected at most ${entries} entries in a list`);
  for (const entry of inside) guardShape(entry, depth - 1, entries);
}
