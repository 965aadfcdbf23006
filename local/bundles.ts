/** The functions' bundles, for this machine's stacks and for deployments: built once for each state of the sources. */
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { hashOf } from '../clients/web/build-inputs.ts';
import { startChild } from './child.ts';
import { ROOT } from './root.ts';
import { isAlive } from './run-file.ts';
import { UserError } from './user-error.ts';

/** What stacks run from: `serverless package` empties the default folder. */
export const BUILDS = join(ROOT, '.builds');

/** The framework's own modules, compiled: a quarter of the processor time that it takes to start. */
export const COMPILED = join(BUILDS, 'compiled');

/** The lockfile stands for the packages, esbuild among them. */
export const INPUTS = ['functions', 'lib', 'build', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** So that going back and forth between two branches builds nothing, and old ones do not pile up. */
const KEPT = 3;

/** For stacks of this machine, readable; for zips, minified. This repository's package.json says that .js files are modules. */
export const FORMS = {
  local: { prefix: 'bundles-', extension: '.cjs', minify: false },
  zip: { prefix: 'packages-', extension: '.js', minify: true },
} as const;

/** Another stack may be linking them at this moment, but hardly the one that was used the longest time ago. */
function forgetOld(prefix: string): void {
  const known = readdirSync(BUILDS).filter((name) => name.startsWith(prefix));
  const age = (name: string) => statSync(join(BUILDS, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const old = known.sort((one, other) => age(other) - age(one)).slice(KEPT);
  for (const name of old) rmSync(join(BUILDS, name), { recursive: true, force: true });
}

/**
 * In a process of its own: the bundler's memory goes with it.
 * @returns the folder of all functions' bundles, as they are now @throws UserError with the bundler's explanation
 */
export async function ensureBundles(form: keyof typeof FORMS = 'local'): Promise<string> {
  const sources = hashOf(INPUTS);
  const { prefix } = FORMS[form];
  const folder = join(BUILDS, prefix + sources.slice(0, 16));
  mkdirSync(BUILDS, { recursive: true });
  if (!existsSync(folder)) {
    const lines: string[] = [];
    const script = join(ROOT, 'local/build-bundles.ts');
    const child = startChild(script, [folder, form], {
      cwd: ROOT,
      env: process.env,
      onLine: (line) => lines.push(line),
    });
    const how = await child.ended;
    if (how !== 'with code 0') throw new UserError(lines.join('\n') || `Bundling the functions ended ${how}`);
    if (hashOf(INPUTS) !== sources) {
      // A file was saved meanwhile: what was built may be of either state.
      rmSync(folder, { recursive: true, force: true });
      return ensureBundles(form);
    }
  }
  const now = new Date();
  utimesSync(folder, now, now);
  forgetOld(prefix);
  return folder;
}

/** Its name tells whose it is, so that what a killed process left behind can be found, also one that had the same number. */
function claimFolder(): string {
  mkdirSync(BUILDS, { recursive: true });
  for (const pid of readdirSync(BUILDS)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const isLeft = pid === process.pid || !isAlive(pid);
    if (isLeft) rmSync(join(BUILDS, String(pid)), { recursive: true, force: true });
  }
  return join('.builds', String(process.pid));
}

export interface Build {
  /** absolute; what else is put there goes with it */
  folder: string;
  /** by which serverless finds the functions, and leaves them as they are */
  env: Record<string, string>;
  release(): void;
}

/** A folder of this process's own for serverless to run functions from. @param bundles the folder of the functions' bundles */
export function claimBuild(bundles: string): Build {
  const folder = claimFolder();
  linkBundles(bundles, join(ROOT, folder, '.build/functions'));
  return {
    folder: join(ROOT, folder),
    env: { CORECHAT_BUILD_FOLDER: folder, CORECHAT_IS_BUNDLED: '1', NODE_COMPILE_CACHE: COMPILED },
    release: () => rmSync(join(ROOT, folder), { recursive: true, force: true }),
  };
}

/** What is linked stays for as long as its stack runs, whatever becomes of the folder it came from. */
export function linkBundles(from: string, to: string): void {
  for (const file of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.cjs')) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    try {
      linkSync(join(from, file), join(to, file));
    } catch (error) {
      // A copy would go through the link that is there, into the folder that it came from.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      // Not every file system has hard links.
      copyFileSync(join(from, file), join(to, file));
    }
  }
}
