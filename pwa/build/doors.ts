// What a page of the wallet will ask for next, told to whoever serves it: on a slow line each turn that is saved is a
// fifth of a second. Of the addresses that people come to from outside; on the way from screen to screen there is time.

import type { Rolldown } from 'vite';

const doors: Readonly<Record<string, string>> = {
  '/r': 'ask/ask.tsx',
  '/aide': 'help/help.tsx',
  '/organismes': 'party/parties.tsx',
  '/reglages': 'settings/settings.tsx',
  '/reprendre': 'recover/recover.tsx',
  '/retrouver': 'thread/come-back.tsx',
  '/salle': 'exercise/room.tsx',
};

/** Their words are in the first load. */
const isFirst: ReadonlySet<string> = new Set(['/r']);

export interface Ahead {
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** By the tag that a browser asks for: French comes with the first script, Arabic when it is chosen in the page. */
  readonly languages: Readonly<Record<string, readonly string[]>>;
}

export function aheadOf(output: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]): Ahead {
  const chunks = output.filter((file) => file.type === 'chunk');
  const holding = (module: string): Rolldown.OutputChunk => {
    const found = chunks.find(({ facadeModuleId, moduleIds }) =>
      [facadeModuleId, ...moduleIds].some((id) => id?.replaceAll('\\', '/').endsWith(module)),
    );
    if (found === undefined) throw new Error(`build: expected a file that holds \`${module}\``);
    return found;
  };
  const withImports = (chunk: Rolldown.OutputChunk, seen = new Set<string>()): Set<string> => {
    if (seen.has(chunk.fileName)) return seen;
    seen.add(chunk.fileName);
    for (const name of chunk.imports) {
      const next = chunks.find(({ fileName }) => fileName === name);
      if (next) withImports(next, seen);
    }
    return seen;
  };
  const named = new Set(
    ['ahead.ts', 'index.html'].flatMap((entry) => [...withImports(holding(`wallet/${entry}`))]),
  );
  const files = (modules: readonly string[]) => [
    ...new Set(
      modules
        .flatMap((module) => [...withImports(holding(module))])
        .filter((file) => !named.has(file))
        .map((file) => `/${file}`),
    ),
  ];
  return {
    paths: Object.fromEntries(
      Object.entries(doors).map(([path, screen]) => [
        path,
        files([`wallet/screens/${screen}`, ...(isFirst.has(path) ? [] : ['words/later.ts'])]),
      ]),
    ),
    languages: { en: files(['words/en.json']) },
  };
}
