import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import readCode from 'jsqr';
import { describe, expect, it } from 'vitest';
import { noNetwork, venueAddresses, venueSettings, venueText } from '../../../relay/commands/venue.ts';
import { startRelay } from '../../../relay/main.ts';
import { readSettings } from '../../../relay/settings.ts';

const at = (address: string, changes: Partial<NetworkInterfaceInfo> = {}) =>
  ({ address, family: 'IPv4', internal: false, ...changes }) as NetworkInterfaceInfo;

describe('a room without internet', () => {
  const own = readSettings({ PORT: '9001' });
  const there = venueSettings(own, '192.168.1.20');

  it('is reached by the private addresses of this machine, those of home routers first', () => {
    const found = {
      lo: [at('127.0.0.1', { internal: true })],
      eth0: [at('10.0.0.4'), at('fe80::1', { family: 'IPv6' }), at('8.8.8.8'), at('172.32.0.1')],
      wlan0: [at('192.168.1.20'), at('172.16.0.9')],
    };
    expect(venueAddresses(found)).toEqual(['192.168.1.20', '10.0.0.4', '172.16.0.9']);
    expect(venueAddresses({ lo: [at('127.0.0.1', { internal: true })] })).toEqual([]);
  });

  it('names the addresses that are of no private network, where there is no other', () => {
    const [fr = '', en = ''] = noNetwork({
      eth0: [at('100.64.0.7'), at('fe80::1', { family: 'IPv6' })],
    }).split('\n');
    for (const said of [fr, en]) expect(said).toContain('100.64.0.7');
    expect(fr + en).not.toContain('fe80');
    expect(noNetwork({ lo: [at('127.0.0.1', { internal: true })] })).not.toContain('(');
  });

  it('opens the exercise and the workshop to it, and nothing else', () => {
    expect(there.exercise).toEqual({
      port: 9004,
      origin: 'http://192.168.1.20:9004',
      isDefault: false,
      host: '0.0.0.0',
    });
    expect(there.workshop?.host).toBe('0.0.0.0');
    expect(there.research?.host).toBeUndefined();
    expect([there.origin, there.port]).toEqual(['http://localhost:9001', 9001]);
  });

  it('says in both languages where to go and what runs where, with a drawing that a camera reads', () => {
    const text = venueText(there, ['10.0.0.4']);
    for (const said of [
      'http://192.168.1.20:9003',
      'http://192.168.1.20:9004',
      '10.0.0.4',
      'Real acts',
      'Les actes réels',
    ])
      expect(text).toContain(said);
    expect(decode(text)).toBe('http://192.168.1.20:9004');
  });

  it('listens to the room with exercise and workshop; relay and research answer this machine only', async (context) => {
    const other = await otherAddress();
    if (other === undefined) return context.skip('this machine has one address only');
    const dataDir = mkdtempSync(join(tmpdir(), 'venue-'));
    const ports = await freePorts(4);
    const [port, research, workshop, exercise] = ports.map(String);
    const settings = readSettings({
      PORT: port,
      RESEARCH_PORT: research,
      WORKSHOP_PORT: workshop,
      EXERCISE_PORT: exercise,
      DATA_DIR: dataDir,
    });
    const relay = await startRelay(venueSettings(settings, '10.9.8.7'));
    try {
      expect(await Promise.all(ports.map((one) => isOpen(other, one)))).toEqual([false, false, true, true]);
      const page = await fetch(`http://127.0.0.1:${exercise}/`);
      expect(page.status).toBeLessThan(500);
      const before = contentOf(dataDir);
      const party = await fetch(`http://127.0.0.1:${exercise}/party`);
      expect(party.status).toBe(200);
      expect(contentOf(dataDir)).toEqual(before);
    } finally {
      await relay.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

/** One of this machine beside the one that the real relay listens on: 127.0.0.2 is not there on every system. */
async function otherAddress(): Promise<string | undefined> {
  for (const address of ['127.0.0.2', ...venueAddresses(networkInterfaces())]) {
    const server = createServer();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    server.once('error', () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
    if (await promise) return address;
  }
  return undefined;
}

const contentOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name} ${readFileSync(join(entry.parentPath, entry.name)).length}`)
    .sort();

function isOpen(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, host, () => {
    socket.destroy();
    resolve(true);
  });
  socket.once('error', () => resolve(false));
  return promise;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    ports.push(typeof address === 'object' && address !== null ? address.port : 0);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Half blocks of a terminal as a camera sees them: light on dark. */
function decode(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => /[█▀▄]/.test(line));
  const start = Math.min(...lines.map((line) => line.search(/\S/)));
  const rows = lines.flatMap((line) => {
    const signs = [...line.slice(start)];
    return [
      signs.map((sign) => sign === '█' || sign === '▀'),
      signs.map((sign) => sign === '█' || sign === '▄'),
    ];
  });
  const width = Math.max(...rows.map((row) => row.length));
  const scale = 6;
  const margin = 24;
  const side = (count: number) => count * scale + margin * 2;
  const pixels = new Uint8ClampedArray(side(width) * side(rows.length) * 4).fill(255);
  rows.forEach((row, y) => {
    for (let x = 0; x < width; x += 1)
      for (let dy = 0; dy < scale; dy += 1)
        for (let dx = 0; dx < scale; dx += 1) {
          const place = ((y * scale + dy + margin) * side(width) + x * scale + dx + margin) * 4;
          pixels.fill(row[x] === true ? 255 : 0, place, place + 3);
        }
  });
  return readCode(pixels, side(width), side(rows.length))?.data;
}
