/** The declarations of the demonstration as they are read from the log, whatever folders there are. */
import { existsSync, readdirSync } from 'node:fs';
import { type DeclarationText, declarationBody } from '../../docs/examples/program/publish.ts';
import { type Declaration, readDeclaration } from '../../policy/declaration.ts';
import type { Grant } from '../../policy/grant.ts';
import { engineVersion } from '../../policy/rules.ts';
import { aGrant, cityId, someDigest } from './builders.ts';
import { aDay } from './clock.ts';

const examples = new URL('../../docs/examples/', import.meta.url);

const isText = (value: unknown): value is DeclarationText =>
  typeof value === 'object' && value !== null && 'title' in value && 'inputs' in value && 'refusal' in value;

/** By folder: `bike-grant`, `fare` … */
export async function declared(): Promise<[folder: string, declaration: Declaration][]> {
  const folders = readdirSync(examples).filter((name) =>
    existsSync(new URL(`${name}/declaration.ts`, examples)),
  );
  const found: [string, Declaration][] = [];
  for (const folder of folders) {
    const module = (await import(new URL(`${folder}/declaration.ts`, examples).href)) as Record<
      string,
      unknown
    >;
    for (const text of Object.values(module).filter(isText)) found.push([folder, wholeOf(text)]);
  }
  return found;
}

function wholeOf(text: DeclarationText): Declaration {
  const published =
    text.rules === undefined
      ? undefined
      : {
          engineVersion,
          hash: someDigest('rules'),
          logicHash: someDigest('logic'),
          cases: someDigest('cases'),
        };
  return readDeclaration({
    v: 1,
    type: 'declaration',
    id: 'A'.repeat(22),
    at: aDay,
    by: cityId,
    ...declarationBody(text, published, null, Date.parse(aDay)),
  });
}

/** A yes to all that a declaration asks, a month long. */
export function grantUnder(declaration: Declaration, changes: Partial<Grant> = {}): Grant {
  const [purpose] = declaration.purposes;
  if (purpose === undefined) throw new TypeError('expected a purpose');
  const facts = declaration.inputs.map(({ key, precision }) => ({ key, precision }));
  return aGrant({
    scope: { purpose: purpose.id, facts, actions: ['read'] },
    period: { days: 31 },
    ...changes,
  });
}
