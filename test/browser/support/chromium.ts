/**
 * A real Chromium without a download: @sparticuz/chromium holds one for Linux on x64, as compressed files. Elsewhere, or where
 * CHROME_PATH names one, an installed Chrome.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import packed, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const require = createRequire(import.meta.url);
const PACKAGE = dirname(dirname(require.resolve('@sparticuz/chromium')));
const { version }: { version: string } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));

/** By version: the package would run whatever an older one has left in the system's temporary folder. */
const UNPACKED = join(tmpdir(), `corechat-chromium-${version}`);

/** The same glyphs on every machine, emoji included, of which the package has none. */
const FONTS = ['@expo-google-fonts/inter', '@expo-google-fonts/noto-color-emoji'];

const fontsConf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${FONTS.map((name) => `  <dir>${dirname(require.resolve(`${name}/package.json`))}</dir>`).join('\n')}
  <cachedir>${join(folder, 'font-cache')}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Inter</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Inter</family></prefer></alias>
</fontconfig>
`;

/** Unpacks into a folder of its own, which appears as a whole: a process that is killed half-way leaves nothing behind. */
async function unpack(): Promise<void> {
  if (existsSync(UNPACKED)) return;
  const folder = `${UNPACKED}.${process.pid}`;
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

async function launchPacked(options: LaunchOptions): Promise<Browser> {
  await unpack();
  const FONTCONFIG_FILE = join(UNPACKED, 'fonts.conf');
  writeFileSync(FONTCONFIG_FILE, fontsConf(UNPACKED));
  const launch = (env: Record<string, string>) =>
    chromium.launch({
      ...options,
      executablePath: join(UNPACKED, 'chromium'),
      args: ['--no-sandbox', '--font-render-hinting=none', ...(options.args ?? [])],
      env: { ...process.env, FONTCONFIG_FILE, ...env },
    });
  try {
    return await launch({});
  } catch (error) {
    if (!/error while loading shared libraries/.test(String(error))) throw error;
    // A bare system lacks libnss3 and its like; the package brings those of Lambda's Linux.
    return launch({ LD_LIBRARY_PATH: join(UNPACKED, 'al2023/lib') });
  }
}

const NO_CHROME = `There is no browser for the tests: Chromium comes with npm on Linux x64 only. Install Google Chrome, or
set CHROME_PATH to the executable of a Chrome or Chromium.`;

/** @throws Error saying what to install where there is no browser */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) return chromium.launch({ ...options, executablePath: CHROME_PATH });
  if (process.platform === 'linux' && process.arch === 'x64') return launchPacked(options);
  try {
    return await chromium.launch({ ...options, channel: 'chrome' });
  } catch (cause) {
    throw new Error(NO_CHROME, { cause });
  }
}
