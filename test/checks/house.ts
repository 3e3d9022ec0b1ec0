import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));
const programs = join(project, 'node_modules/.bin');

/** A little house of its own, with the walls of the real one, in which a fault can be planted. */
export interface LittleHouse {
  readonly folder: string;
  write(file: string, text: string): void;
  run(program: string, ...args: string[]): Promise<{ status: number; said: string }>;
  destroy(): void;
}

/** `walls` are files of the project that are copied as they stand. */
export function buildHouse(walls: readonly string[] = []): LittleHouse {
  const folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-house-'));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const wall of walls) {
    mkdirSync(dirname(join(folder, wall)), { recursive: true });
    cpSync(join(project, wall), join(folder, wall), { recursive: true });
  }
  return {
    folder,
    write,
    run: (program, ...args) =>
      new Promise((ended) => {
        const env = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}`, NO_COLOR: '1' };
        execFile(program, args, { cwd: folder, env, maxBuffer: 64 << 20 }, (fault, stdout, stderr) => {
          const status = fault === null ? 0 : typeof fault.code === 'number' ? fault.code : 1;
          ended({ status, said: stdout + stderr });
        });
      }),
    destroy: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const projectFile = (file: string): string => join(project, file);
