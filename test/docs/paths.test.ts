import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const project = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/paths.md', project), 'utf8');
const drawn = [...page.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, drawing]) => drawing ?? '').join('\n');

const rooms = ['policy', 'crypto', 'relay', 'pwa'];
const walletRooms = ['screens', 'paths', 'vault', 'passkey', 'link', 'worker'];

/** Every `room/file` of a text, as a place in the tree. */
function placesIn(text: string): string[] {
  const named = [...text.matchAll(/(?<![\w/#.-])[a-z]+(?:\/[a-z0-9-]+)+/g)].map(([name]) => name);
  return named.flatMap((name) => {
    const [room = ''] = name.split('/');
    if (rooms.includes(room)) return [name];
    return walletRooms.includes(room) ? [`pwa/wallet/${name}`] : [];
  });
}

const isThere = (place: string) =>
  ['', '.ts', '.tsx'].some((ending) => existsSync(new URL(place + ending, project)));

describe('the page of the paths', () => {
  it('draws each path through files that are there', () => {
    const places = placesIn(page);
    expect(places.length).toBeGreaterThan(60);
    expect(places.filter((place) => !isThere(place))).toEqual([]);
    expect(placesIn('relay/kit → paths/nowhere → /r#handle').filter((place) => !isThere(place))).toEqual([
      'pwa/wallet/paths/nowhere',
    ]);
  });

  it('leads through every room of the relay and of the wallet', () => {
    const seen = placesIn(drawn).join('\n');
    for (const room of ['relay/kit', 'relay/routes', 'relay/room', 'relay/proof', 'relay/store', 'relay/log'])
      expect(seen).toContain(room);
    for (const room of ['screens', 'paths', 'link', 'worker']) expect(seen).toContain(`pwa/wallet/${room}`);
  });
});
