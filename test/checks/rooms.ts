/**
 * Looks whether every import goes down a stair or through a door (`.dependency-cruiser.cjs`).
 *
 *   node test/checks/rooms.ts [folder]
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';

const rooms = ['policy', 'crypto', 'relay', 'pwa', 'docs/examples', 'test'];

export interface Walk {
  /** Source files of ours that were opened. None means that nothing was looked at, whatever the list below says. */
  readonly modules: number;
  readonly faults: readonly string[];
}

/** Walks the rooms that `folder` has; the house's own rule is read from the project, not from `folder`. */
export async function walkRooms(folder: string): Promise<Walk> {
  const { forbidden, options } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
    forbidden: NonNullable<ICruiseOptions['ruleSet']>['forbidden'];
    options: ICruiseOptions & { enhancedResolveOptions: object };
  };
  const { enhancedResolveOptions, ...cruising } = options;
  const { output } = await cruise(
    rooms.filter((room) => existsSync(`${folder}/${room}`)),
    { ...cruising, baseDir: folder, validate: true, ruleSet: { ...(forbidden && { forbidden }) } },
    enhancedResolveOptions,
  );
  if (typeof output === 'string')
    throw new Error('dependency-cruiser gave a text, expected a list of modules');
  const { modules, summary } = output as ICruiseResult;
  return {
    modules: modules.filter(({ source }) => rooms.some((room) => source.startsWith(`${room}/`))).length,
    faults: summary.violations.map(
      ({ rule, from, to, via }) =>
        `${rule.name}: ${[from, ...(via ?? []).map(({ name }) => name), ...(via ? [] : [to])].join(' → ')}`,
    ),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { modules, faults } = await walkRooms(process.argv[2] ?? process.cwd());
  for (const fault of faults) console.error(fault);
  if (modules === 0) console.error('no module was counted: nothing was checked');
  else console.log(`${modules} modules, ${faults.length} imports through a wall`);
  process.exitCode = modules === 0 || faults.length > 0 ? 1 : 0;
}
