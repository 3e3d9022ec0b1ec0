// npm run verify -- --key VERIFIERKEY [--witness VERIFIERKEY …] FILE …: does what these files claim hold? Receipts, proof
// files (.tlog-proof), evidence of a fork, whole exports of a wallet or a party; of both, do they hold the same records? The
// package of a release (.zip): are its files those that were signed? Offline: the relay and its database may be gone.
// With --served URL: is the wallet that this address serves the one that the log names?

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readCosignerKey } from '../../crypto/cosignature.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { readVerifierKey } from '../../crypto/note.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { checkFiles, type NamedText, type Trusted } from '../verify/claims.ts';
import { maxFileBytes, UnreadableFile } from '../verify/file.ts';
import type { Finding } from '../verify/finding.ts';
import { checkServed, getByHttp } from '../verify/served.ts';

const usage =
  'npm run verify -- --key VERIFIERKEY [--witness VERIFIERKEY]… [--served URL] [--fork FILE] [FILE]…\n' +
  '  --key      of the log, as GET /log/key gives it; keep it from a source that you trust\n' +
  '  --witness  whose cosignatures count\n' +
  '  --fork     where to write the proof when two of the files contradict each other\n';

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string', multiple: true, default: [] },
      witness: { type: 'string', multiple: true, default: [] },
      served: { type: 'string' },
      fork: { type: 'string' },
    },
  });
  if (values.key.length === 0) throw new TypeError('expected --key');
  if (positionals.length === 0 && values.served === undefined)
    throw new TypeError('expected a file or --served');
  const trusted: Trusted = {
    logs: values.key.map(readVerifierKey),
    witnesses: values.witness.map(readCosignerKey),
  };
  return { trusted, files: positionals, served: values.served, fork: values.fork };
}

/** What is found of a package goes to `findings`; its proof is a file like others. */
async function readFile(path: string, findings: Finding[]): Promise<NamedText> {
  if (statSync(path).size > maxFileBytes) throw new UnreadableFile(`${path}: is too long`);
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 2) !== 'PK') return { name: path, text: bytes.toString('utf8') };
  // With all that makes a release: half a second on a small machine, for this kind of file only.
  const { checkPackage } = await import('../verify/release.ts');
  const checked = checkPackage(path, bytes);
  findings.push(...checked.findings);
  return { name: path, text: checked.proof };
}

/** 0: all of it holds. 1: something does not, or the log has two histories. 2: cannot be read. */
async function verify(): Promise<number> {
  const { trusted, files, served, fork } = readArguments();
  const findings: Finding[] = [];
  const unproven: string[] = [];
  let isForked = false;
  if (files.length > 0) {
    const named: NamedText[] = [];
    for (const path of files) named.push(await readFile(path, findings));
    const report = checkFiles(named, trusted);
    findings.push(...report.findings);
    unproven.push(...report.unproven);
    for (const { notes } of report.forks) {
      isForked = true;
      const sizes = notes.map((note) => note.split('\n')[1]);
      findings.push({ holds: false, what: `FORK: the log has signed two roots for ${sizes[0]} records` });
    }
    const [first] = report.forks;
    if (fork !== undefined && first !== undefined) writeFileSync(fork, `${JSON.stringify(first, null, 2)}\n`);
  }
  if (served !== undefined)
    findings.push(...(await checkServed(served.replace(/\/+$/, ''), trusted, getByHttp)));
  for (const { holds, what } of findings) process.stdout.write(`${holds ? 'holds  ' : 'FAILS  '} ${what}\n`);
  for (const sentence of unproven) process.stdout.write(`no proof ${sentence}\n`);
  return isForked || findings.some(({ holds }) => !holds) ? 1 : 0;
}

try {
  process.exitCode = await verify();
} catch (cause) {
  const isExpected =
    cause instanceof UnreadableFile ||
    cause instanceof CryptoFault ||
    cause instanceof PolicyFault ||
    cause instanceof TypeError ||
    (cause as NodeJS.ErrnoException).code !== undefined;
  if (!isExpected) throw cause;
  process.stderr.write(`cannot be verified: ${(cause as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
