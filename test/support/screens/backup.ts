import { day, id } from './made-up.ts';

/** This phone, with a copy that has just left, or one that could not. */
export const aDevice = (isStuck = false) => ({
  id: id('v', 22),
  credentials: [],
  backup: {
    name: id('n', 22),
    version: 12,
    generation: 0,
    digest: id('d'),
    dueAt: isStuck ? day(0) : null,
    sentAt: day(isStuck ? 9 : 1),
    leftOut: isStuck ? 214 : 0,
    refusal: isStuck ? 'root-changed' : null,
  },
});
