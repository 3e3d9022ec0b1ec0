/**
 * From the program's words to the declaration that it asks under: published when they are new, and given way to what was
 * declared by hand since.
 */
import { createHash } from 'node:crypto';
import { changeReport, type Goal, gridOf } from '../../../relay/kit/calculate.ts';
import type { Declaration, PartyClient, RuleCase } from '../../../relay/kit/client.ts';
import { keepPublished, readPublished } from './keep.ts';
import { type DeclarationText, declarationBody, type PublishedRules } from './publish.ts';

export type Log = (event: string, facts?: Readonly<Record<string, string | number>>) => void;

/** What a person wrote, and the rules that stand beside it. */
interface Words {
  readonly declaration: DeclarationText;
  readonly rules?: { readonly compiled: string; readonly cases: readonly RuleCase[] };
}

/** What the counter asks under. */
export interface Asking {
  readonly declaration: string;
  readonly asked: Pick<DeclarationText, 'inputs' | 'purposes'>;
  readonly published: PublishedRules | undefined;
}

/** Publishes what is new: a restart with the same words and rules asks under the same declaration. */
export async function publish(
  words: Words,
  client: PartyClient,
  dataDir: string | undefined,
  log: Log,
): Promise<Asking> {
  const { declaration, rules } = words;
  // Every time: a relay that does not know rules and cases in this form knows them from here on.
  const fresh = rules === undefined ? undefined : await client.publishRules(rules.compiled, rules.cases);
  const source = createHash('sha256')
    .update(JSON.stringify([client.id, declaration, fresh]))
    .digest('base64url');
  const last = readPublished(dataDir);
  const newest = last === undefined ? undefined : await newestOf(client, last.digest, log);
  if (last !== undefined && newest !== undefined) {
    const isByHand = newest.digest !== last.digest;
    const isInForce = newest.declaration.validTo > new Date().toISOString().slice(0, 10);
    const isLater = isByHand && isAhead(declaration.version, newest.declaration.version);
    if (isInForce && (last.source === source || (isByHand && !isLater))) {
      const { inputs, purposes, logic } = newest.declaration;
      if (isByHand) {
        const todo =
          'asked under the newest version, declared by hand: take its words over into declaration.ts, as a higher version';
        log('declaration-newer', { version: newest.declaration.version, todo });
      }
      if (logic.rules?.hash !== fresh?.hash) {
        const todo =
          'these rules are not those of the newest version: publish and declare them, or put the old ones back';
        log('rules-other', { todo });
        throw Object.assign(new Error('rules-other'), { code: 'rules-other' });
      }
      const published = isByHand ? publishedIn(logic.rules) : last.rules;
      return { declaration: newest.digest, asked: { inputs, purposes }, published };
    }
  }
  const before = publishedIn(newest?.declaration.logic.rules);
  const published = fresh === undefined ? undefined : await withChange(fresh, client, before, words);
  const body = declarationBody(declaration, published, newest?.digest ?? null, Date.now());
  const { digest } = await client.declare(body);
  keepPublished(dataDir, {
    source,
    digest,
    validTo: body.validTo,
    ...(published === undefined ? {} : { rules: published }),
  });
  return { declaration: digest, asked: declaration, published };
}

/** None where the relay does not know it: the folder is older than the relay's. */
async function newestOf(client: PartyClient, digest: string, log: Log) {
  try {
    return await client.newestDeclared(digest);
  } catch (cause) {
    if (codeOf(cause) !== 'declaration-unknown') throw cause;
    log('declaration-unknown', {
      todo: 'nothing: the relay does not know what was declared, it is declared anew',
    });
    return undefined;
  }
}

function publishedIn(rules: Declaration['logic']['rules']): PublishedRules | undefined {
  if (rules === undefined) return undefined;
  const { engineVersion, hash, logicHash, cases, change } = rules;
  return {
    engineVersion,
    hash,
    logicHash,
    ...(cases === null ? {} : { cases }),
    ...(change === null ? {} : { change }),
  };
}

/** Other logic than before: who gains and who loses is worked out on the published cases and published first. */
async function withChange(
  fresh: PublishedRules,
  client: PartyClient,
  last: PublishedRules | undefined,
  { declaration, rules }: Words,
): Promise<PublishedRules> {
  const key = declaration.rules?.entryPoints[0];
  if (last === undefined || last.logicHash === fresh.logicHash || key === undefined) {
    return last?.hash === fresh.hash ? last : fresh;
  }
  const goal: Goal = { key, better: declaration.decision.kind === 'price' ? 'less' : 'more' };
  const version = async ({ hash }: PublishedRules) => ({ hash, compiled: await client.readRules(hash) });
  const [before, after] = [await version(last), await version(fresh)];
  const cases = gridOf(rules?.cases ?? []);
  return { ...fresh, change: await client.publishChange(changeReport(before, after, goal, cases)) };
}

/** Is this version of the program's own words above that one? */
function isAhead(version: string, other: string): boolean {
  const [mine, theirs] = [version.split('.').map(Number), other.split('.').map(Number)];
  const at = mine.findIndex((part, index) => part !== theirs[index]);
  return at >= 0 && (mine[at] ?? 0) > (theirs[at] ?? 0);
}

/** A stable code, never a message: a message might quote what was read. */
export function codeOf(cause: unknown): string {
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.name : 'unknown';
}
