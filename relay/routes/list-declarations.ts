import type { House } from '../house.ts';
import { answerJson } from '../middleware/headers.ts';

/**
 * Which version follows which, of every declaration: digests only. Always the whole list, because who asks for the next
 * version of one declaration says which agreement it has.
 */
export async function listDeclarations(house: House): Promise<Response> {
  await house.directory.refresh(house.now());
  const declarations = house.directory.allDeclarations().map(({ digest, declaration }) => ({
    digest,
    party: declaration.by,
    previousHash: declaration.previousHash,
  }));
  return answerJson({ declarations }, { headers: { 'cache-control': 'no-cache' } });
}
