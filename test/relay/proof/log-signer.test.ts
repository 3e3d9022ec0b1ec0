import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkpointText, readVerifierKey, verifyCheckpoint } from '../../../crypto/note.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { logOrigin, openLogSigner } from '../../../relay/proof/log-signer.ts';

let dataDir: string;
beforeAll(readySodium);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vav-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe('log-signer', () => {
  it('names the log by its outside address without scheme', () => {
    expect(logOrigin('https://relay.example')).toBe('relay.example/log');
    expect(logOrigin('http://localhost:8787')).toBe('localhost:8787/log');
  });

  it('signs checkpoints that the wallet verifies, with the same key after a restart', () => {
    const first = openLogSigner(dataDir, 'https://relay.example');
    const again = openLogSigner(dataDir, 'https://relay.example');
    expect(again.verifierKey).toBe(first.verifierKey);
    const root = new Uint8Array(32).fill(9);
    const note = again.signHead(checkpointText({ origin: first.name, size: 7, root }));
    expect(verifyCheckpoint(note, readVerifierKey(first.verifierKey))).toEqual({
      origin: first.name,
      size: 7,
      root,
    });
  });

  it('keeps its key from other accounts of the machine, also when the file was opened up', () => {
    openLogSigner(dataDir, 'https://relay.example');
    const path = join(dataDir, 'log-key.pem');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    openLogSigner(dataDir, 'https://relay.example');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses a broken key file instead of beginning another log', () => {
    writeFileSync(join(dataDir, 'log-key.pem'), 'broken');
    expect(() => openLogSigner(dataDir, 'https://relay.example')).toThrow(
      expect.objectContaining({ code: 'log-key-invalid' }),
    );
  });
});
