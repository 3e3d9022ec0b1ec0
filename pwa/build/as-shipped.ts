import { build, type InlineConfig } from 'vite';

/**
 * The build that people get, whoever asks for it. In a test runner's own mode it would name source files and the folders of
 * this machine, be heavier, and stay there for the next start.
 */
export async function buildAsShipped(config: InlineConfig): ReturnType<typeof build> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await build(config);
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
