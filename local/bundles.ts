/** The functions' bundles, for local stacks and for deployments: built once per state of the sources. */
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
import { BUILDS, COMPILED, ROOT } from './root.ts';
import { isAlive } from './run-file.ts';
import { UserError } from './user-error.ts';

/** The lockfile represents the packages, including esbuild. */
export const INPUTS = ['functions', 'lib', 'build', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** The number of kept builds: enough to switch between two branches without building. */
const KEPT = 3;

/** Readable for local stacks, minified for zips. Extensions differ because package.json makes .js files ES modules. */
export const FORMS = {
  local: { prefix: 'bundles-', extension: '.cjs', minify: false },
  zip: { prefix: 'packages-', extension: '.js', minify: true },
} as const;

/** Removes the least recently used builds, which another stack is least likely to be linking at the moment. */
function forgetOld(prefix: string): void {
  const known = readdirSync(BUILDS).filter((name) => name.startsWith(prefix));
  const age = (name: string) => statSync(join(BUILDS, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const old = known.sort((one, other) => age(other) - age(one)).slice(KEPT);
  for (const name of old) rmSync(join(BUILDS, name), { recursive: true, force: true });
}

/**
 * Builds in a separate process, so that the bundler's memory is released.
 * @returns the folder of all current bundles @throws UserError with the bundler's message
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
      // A file was saved meanwhile, so the bundles may mix two states.
      rmSync(folder, { recursive: true, force: true });
      return ensureBundles(form);
    }
  }
  const now = new Date();
  utimesSync(folder, now, now);
  forgetOld(prefix);
  return folder;
}

/** The name contains the process, so that folders of killed processes can be found, also after a process id was reused. */
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
  /** absolute path; removed with its contents */
  folder: string;
  /** makes serverless use these functions without building them */
  env: Record<string, string>;
  release(): void;
}

/** A folder of this process from which serverless runs functions. @param bundles folder of the functions' bundles */
export function claimBuild(bundles: string): Build {
  const folder = claimFolder();
  linkBundles(bundles, join(ROOT, folder, '.build/functions'));
  return {
    folder: join(ROOT, folder),
    env: { CORECHAT_BUILD_FOLDER: folder, CORECHAT_IS_BUNDLED: '1', NODE_COMPILE_CACHE: COMPILED },
    release: () => rmSync(join(ROOT, folder), { recursive: true, force: true }),
  };
}

/** Hard links, so that the bundles of a running stack remain when their build is removed. */
export function linkBundles(from: string, to: string): void {
  for (const file of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.cjs')) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    try {
      linkSync(join(from, file), join(to, file));
    } catch (error) {
      // Removed first, because a copy would write through the existing link into the other build.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      // Some file systems have no hard links.
      copyFileSync(join(from, file), join(to, file));
    }
  }
}
