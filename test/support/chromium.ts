import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { keptFolder } from './memory-folder.ts';

const root = new URL('../../', import.meta.url).pathname;

interface Unpacked {
  readonly executablePath: string;
  readonly env: Record<string, string>;
  /** The major version that must answer, so that no other Chromium is taken for this one. */
  readonly major: string | undefined;
}

/**
 * The Chromium of the package, or the one that `CHROMIUM_PATH` names. The package takes whatever lies at the fixed name
 * `chromium` of the temporary folder for its own, so it is given a folder by version; and it unpacks the libraries that
 * a bare system lacks only where it believes to run on that other system.
 */
async function unpack(): Promise<Unpacked> {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined) return { executablePath: named, env: {}, major: undefined };
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  ) as { version: string };
  const folder = join(keptFolder(), `vis-a-vis-chromium-${version}`);
  if (!existsSync(folder)) {
    // Another run may unpack at the same time: each into a folder of its own, the first to finish gives the name.
    const own = mkdtempSync(join(keptFolder(), 'vis-a-vis-chromium-'));
    await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', "await (await import('@sparticuz/chromium')).default.executablePath()"],
      { cwd: root, env: { ...process.env, TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' } },
    );
    try {
      renameSync(own, folder);
    } catch (cause) {
      if (!existsSync(folder)) throw cause;
      rmSync(own, { recursive: true });
    }
  }
  const libraries = [join(folder, 'al2023/lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries, ...ownFonts(folder) },
    major: version.split('.')[0],
  };
}

/** A machine without fonts gets those of the package, which lists only the folders of the system it was made for. */
function ownFonts(folder: string): Record<string, string> {
  if (existsSync('/usr/share/fonts')) return {};
  const list = join(folder, 'own-fonts.conf');
  writeFileSync(
    list,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>
`,
  );
  return { FONTCONFIG_FILE: list };
}

// Of the package's own switches none is used: they switch web security off. The others keep Chromium from calling its maker.
const switches = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

async function launchOptions(extra: readonly string[]) {
  const unpacked = await unpack();
  const options = {
    executablePath: unpacked.executablePath,
    env: { ...(process.env as Record<string, string>), ...unpacked.env },
    args: [...switches, ...extra],
    headless: true,
  };
  return { unpacked, options };
}

function checkVersion(browser: Browser | null, { major }: Unpacked): void {
  const found = browser?.version() ?? '';
  if (major !== undefined && !found.startsWith(`${major}.`)) {
    throw new Error(`chromium answers as \`${found}\`, expected ${major}`);
  }
}

/** A browser without a profile folder: contexts are made in it and forgotten with it. */
export async function openBrowser(extra: readonly string[] = []): Promise<Browser> {
  const { unpacked, options } = await launchOptions(extra);
  const browser = await chromium.launch(options);
  checkVersion(browser, unpacked);
  return browser;
}

/** A browser with a profile folder that can be read when it is closed, and opened again. */
export async function openProfile(
  folder: string,
  context: BrowserContextOptions = {},
  extra: readonly string[] = [],
): Promise<BrowserContext> {
  mkdirSync(folder, { recursive: true });
  const { unpacked, options } = await launchOptions(extra);
  const opened = await chromium.launchPersistentContext(folder, { ...options, ...context });
  checkVersion(opened.browser(), unpacked);
  return opened;
}

/** A cheap phone held upright. */
export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  locale: 'fr-FR',
  timezoneId: 'Europe/Paris',
};
