// A square code read from the picture of a page: its modules are sampled at their middle, as every scanner does first.

import readCode from 'jsqr';
import type { Pixels } from './png.ts';

const quiet = 4;
/** Points a module in the picture that is handed on. */
const scale = 4;
const finder = 7;

export function readPrintedCode(picture: Pixels): string | null {
  const isDark = (x: number, y: number) => (picture.data[(y * picture.width + x) * 4] as number) < 128;
  const box = inkOf(picture, isDark);
  if (box === null) return null;
  const side = Math.max(box.right - box.left, box.bottom - box.top) + 1;
  // The upper edge of the first finder is seven modules long; its corner may be worn.
  let run = 4;
  while (isDark(box.left + run, box.top + 1) && run < side) run += 1;
  const about = 17 + 4 * Math.round(((side * finder) / run - 17) / 4);
  // A point more or less in seven modules is two sizes in a large code.
  for (const modules of [about, about - 4, about + 4, about - 8, about + 8]) {
    const found = modules < 21 || modules > 177 ? null : readModules(modules, box, isDark);
    if (found !== null) return found;
  }
  return null;
}

type Box = NonNullable<ReturnType<typeof inkOf>>;

function readModules(modules: number, box: Box, isDark: (x: number, y: number) => boolean): string | null {
  const isModuleDark = (x: number, y: number) =>
    isDark(
      Math.floor(box.left + ((x + 0.5) * (box.right - box.left + 1)) / modules),
      Math.floor(box.top + ((y + 0.5) * (box.bottom - box.top + 1)) / modules),
    );
  const width = (modules + 2 * quiet) * scale;
  return readCode(drawn(modules, isModuleDark), width, width)?.data ?? null;
}

function drawn(modules: number, isDark: (x: number, y: number) => boolean): Uint8ClampedArray {
  const width = (modules + 2 * quiet) * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let y = 0; y < modules * scale; y += 1)
    for (let x = 0; x < modules * scale; x += 1) {
      if (!isDark(Math.floor(x / scale), Math.floor(y / scale))) continue;
      const at = ((y + quiet * scale) * width + x + quiet * scale) * 4;
      data.fill(0, at, at + 3);
    }
  return data;
}

function inkOf({ width, height }: Pixels, isDark: (x: number, y: number) => boolean) {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      if (isDark(x, y)) {
        [left, right] = [Math.min(left, x), Math.max(right, x)];
        [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      }
  return right < 0 ? null : { left, right, top, bottom };
}
