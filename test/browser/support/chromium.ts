/**
 * A real Chromium without a download: @sparticuz/chromium holds one for Linux on x64, as compressed files. Elsewhere, or where
 * CHROME_PATH names one, an installed Chrome.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import packed, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const require = createRequire(import.meta.url);
const PACKAGE = dirname(dirname(require.resolve('@sparticuz/chromium')));
const { version }: { version: string } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));

/** By version: the package would run an older version that is left in the system's temporary folder. */
const UNPACKED = join(tmpdir(), `corechat-chromium-${version}`);

/** The same glyphs on every machine, in the scripts that the demo's people write, emoji included. */
const FONTS = [
  'inter',
  'noto-color-emoji',
  'noto-sans-arabic',
  'noto-sans-hebrew',
  'kosugi',
  'zcool-xiaowei',
];

const fontsConf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${FONTS.map((name) => `  <dir>${dirname(require.resolve(`@expo-google-fonts/${name}/package.json`))}</dir>`).join('\n')}
  <cachedir>${join(folder, 'font-cache')}</cachedir>
${['sans-serif', 'serif', 'system-ui'].map((name) => `  <alias><family>${name}</family><prefer><family>Inter</family></prefer></alias>`).join('\n')}
</fontconfig>
`;

/** Unpacks into a temporary folder and renames it, so that a killed process leaves no half folder. */
async function unpack(): Promise<void> {
  if (existsSync(UNPACKED)) return;
  // Workers can be threads of one process.
  const folder = `${UNPACKED}.${randomUUID()}`;
  mkdirSync(folder, { recursive: true });
  // The package unpacks to the system's temporary folder, which it looks up at each call.
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    await packed.executablePath();
    await inflate(join(PACKAGE, 'bin/al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  try {
    renameSync(folder, UNPACKED);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    // Another process was faster.
    if (!existsSync(UNPACKED)) throw error;
  }
}

type Launch<T> = (options: LaunchOptions) => Promise<T>;

async function launchPacked<T>(launch: Launch<T>): Promise<T> {
  await unpack();
  const FONTCONFIG_FILE = join(UNPACKED, 'fonts.conf');
  // Renamed, because a browser of another worker may be reading it.
  const written = `${FONTCONFIG_FILE}.${randomUUID()}`;
  writeFileSync(written, fontsConf(UNPACKED));
  renameSync(written, FONTCONFIG_FILE);
  const attempt = (env: Record<string, string>) =>
    launch({
      executablePath: join(UNPACKED, 'chromium'),
      args: ['--no-sandbox', '--font-render-hinting=none'],
      env: { ...process.env, FONTCONFIG_FILE, ...env },
    });
  try {
    return await attempt({});
  } catch (error) {
    if (!/error while loading shared libraries/.test(String(error))) throw error;
    // A bare system lacks libnss3 and its like; the package brings those of Lambda's Linux.
    return attempt({ LD_LIBRARY_PATH: join(UNPACKED, 'al2023/lib') });
  }
}

const NO_CHROME = `There is no browser for the tests: Chromium comes with npm on Linux x64 only. Install Google Chrome, or
set CHROME_PATH to the executable of a Chrome or Chromium.`;

/**
 * @param launch starts whichever browser the options name
 * @throws Error saying what to install where there is no browser
 */
export async function withChromium<T>(launch: Launch<T>): Promise<T> {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) return launch({ executablePath: CHROME_PATH });
  if (process.platform === 'linux' && process.arch === 'x64') return launchPacked(launch);
  try {
    return await launch({ channel: 'chrome' });
  } catch (cause) {
    throw new Error(NO_CHROME, { cause });
  }
}

/** @param args further ones of its command line */
export const launchChromium = (args: string[] = []): Promise<Browser> =>
  withChromium((options) => chromium.launch({ ...options, args: [...(options.args ?? []), ...args] }));
