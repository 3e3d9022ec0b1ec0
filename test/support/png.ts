// Pixels of a page image as the browser writes it: PNG, 8 bits, not interlaced (PNG 3rd edition, § 9).

import { inflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha of each. */
  readonly data: Uint8ClampedArray;
}

export function readPng(file: Buffer): Pixels {
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const [depth, colour, interlace] = [file[24], file[25], file[28]];
  if (depth !== 8 || (colour !== 2 && colour !== 6) || interlace !== 0)
    throw new Error('png: expected 8 bits, true colour, not interlaced');
  const parts: Buffer[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return {
    width,
    height,
    data: unfilter(inflateSync(Buffer.concat(parts)), width, height, colour === 2 ? 3 : 4),
  };
}

function unfilter(raw: Buffer, width: number, height: number, channels: number): Uint8ClampedArray {
  const line = width * channels;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  let above = new Uint8Array(line);
  for (let y = 0; y < height; y += 1) {
    const from = y * (line + 1);
    const filter = raw[from] as number;
    const row = new Uint8Array(line);
    for (let x = 0; x < line; x += 1) {
      const left = x < channels ? 0 : (row[x - channels] as number);
      const up = above[x] as number;
      const corner = x < channels ? 0 : (above[x - channels] as number);
      row[x] = (raw[from + 1 + x] as number) + predict(filter, left, up, corner);
    }
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < channels; channel += 1)
        data[(y * width + x) * 4 + channel] = row[x * channels + channel] as number;
    above = row;
  }
  return data;
}

function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((one) => Math.abs(guess - one)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
