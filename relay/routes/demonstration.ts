import type { House } from '../house.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';

/** The requests that the demonstration's parties have ready. A relay without the demonstration has no such page. */
export function demonstration(house: House): Response {
  if (house.invitations === undefined)
    throw new DoorFault('path-unknown', 'this relay runs no demonstration');
  return answerJson({ isDemonstration: true, invitations: house.invitations });
}
