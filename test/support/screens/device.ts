// In the place of the wallet's own path: the fictional vault has no slot list.

import { day, id } from './made-up.ts';

export const listDevices = async () => [
  { id: id('v', 22), name: 'Android', at: day(2).slice(0, 10), isThis: true },
  { id: id('w', 22), name: 'Windows', at: day(40).slice(0, 10), isThis: false },
];

export const keepDevice = async () => undefined;
