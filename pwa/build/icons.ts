// The mark as PNG, drawn here: two half discs need no image library, and no binary has to be kept in the repository.

import { crc32, deflateSync } from 'node:zlib';

type Colour = readonly [number, number, number];
const paper: Colour = [0xfb, 0xf9, 0xf5];
const party: Colour = [0x5a, 0x2f, 0x86];
const resident: Colour = [0x06, 0x58, 0x55];

/** `radius` is the share of the half width that the discs fill: a maskable icon keeps clear of its edge. */
export function drawIcon(size: number, radius: number): Buffer {
  const pixels = Buffer.alloc(size * (size * 3 + 1));
  const grid = 4;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      let left = 0;
      let right = 0;
      for (let at = 0; at < grid * grid; at += 1) {
        const dx = ((x + ((at % grid) + 0.5) / grid) / size) * 2 - 1;
        const dy = ((y + (Math.floor(at / grid) + 0.5) / grid) / size) * 2 - 1;
        const gap = radius * (2 / 15);
        // Each half disc has its centre at the edge of the gap, as in `icon.svg`.
        const reach = Math.hypot((Math.abs(dx) - gap) / (13 / 15), dy / (13 / 15));
        if (Math.abs(dx) < gap || reach > radius) continue;
        if (dx < 0) left += 1;
        else right += 1;
      }
      const share = grid * grid;
      for (let channel = 0; channel < 3; channel += 1) {
        const mixed =
          ((party[channel] ?? 0) * left +
            (resident[channel] ?? 0) * right +
            (paper[channel] ?? 0) * (share - left - right)) /
          share;
        pixels[y * (size * 3 + 1) + 1 + x * 3 + channel] = Math.round(mixed);
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(name, 'ascii'), body]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(body.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}
