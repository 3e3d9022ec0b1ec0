// The package of a release: the same table as CSV, Parquet and JSON-stat, and what it takes to read and to check it. Made
// from the manifest and the signed results alone, without clock or chance, so that leader, helper and everybody else get the
// same bytes.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { type PublishedTable, type ReleaseResults, tableOf } from '../../policy/release/table.ts';
import type { Study } from '../../policy/study.ts';
import { cellFiles } from './package/cells.ts';
import { columnsOf } from './package/columns.ts';
import { json } from './package/csvw.ts';
import { dcatFiles } from './package/dcat.ts';
import { dictionaryJson, dictionaryMarkdown } from './package/dictionary.ts';
import { drawCount, drawsCsv, publicChance } from './package/draws.ts';
import { notebookJavaScript, notebookPython, notebookR } from './package/notebooks.ts';
import { readmeOf } from './package/readme.ts';
import { proofName, writeZip } from './package/zip.ts';
import { samplerOf } from './sampler.ts';
import type { ReleaseFiles } from './statement.ts';

export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** Every file but `proof.json`, which holds the signatures over their digests. */
export async function packageFiles(
  study: Study,
  studyText: string,
  results: ReleaseResults,
): Promise<PackageFiles> {
  const digest = toBase64url(sha256(toUtf8(studyText)));
  const table = tableOf(study, results);
  const files = new Map<string, Uint8Array>();
  const add = (name: string, text: string) => files.set(name, toUtf8(text));
  add('README.md', readmeOf(study, digest, table));
  add('manifest.json', json({ digest, record: studyText, study }));
  if (table.outcome === 'too-few') return files;
  const columns = columnsOf(study);
  for (const [name, bytes] of cellFiles(study, digest, table)) files.set(name, bytes);
  add('draws.csv', await drawsOf(study, digest, table, results));
  add('dictionary.json', dictionaryJson(study, digest, columns, table));
  add('dictionary.md', dictionaryMarkdown(study, columns));
  add('notebook.R', notebookR(study));
  add('notebook.py', notebookPython(study));
  add('notebook.js', notebookJavaScript(study));
  const { turtle, jsonLd } = await dcatFiles(study, digest, files);
  add('dcat.ttl', turtle);
  add('dcat.jsonld', jsonLd);
  return files;
}

/** Seconds of work for hundreds of cells: between two of them others have their turn, for a relay goes on answering. */
async function drawsOf(
  study: Study,
  digest: string,
  table: PublishedTable,
  results: ReleaseResults,
): Promise<string> {
  const draw = samplerOf(study.mechanism, publicChance(digest, results));
  const noises: bigint[] = [];
  for (const { estimate } of table.cells) {
    if (estimate === null) continue;
    for (let at = 0; at < 2 * drawCount; at++) noises.push(draw());
    await nextTurn();
  }
  return drawsCsv(study, table, noises);
}

/** SHA-256 of each, as the statement has them. */
export function fileDigests(files: PackageFiles): Record<string, string> {
  const names = [...files.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, toBase64url(sha256(files.get(name) as Uint8Array))]));
}

/** What leader and helper each work out before they sign. */
export const releaseFiles: ReleaseFiles = async (...given) => fileDigests(await packageFiles(...given));

/** `at`: the time of its entries, the manifest's `releaseAt`. */
export function zipPackage(files: PackageFiles, proof: string, at: string): Uint8Array {
  return writeZip(new Map([...files, [proofName, toUtf8(proof)]]), at);
}
