/** One hash over the inputs of the web app's build, so that it is built only when they have changed. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
export const DIST = join(import.meta.dirname, 'dist');
const STAMP = '.inputs';

/** The lockfile stands for the packages. lib/routes.ts is not of the app: it only configures the development server. */
const INPUTS = ['clients/web', 'clients/sdk/src', 'package-lock.json'];

/** Build results, and what an editor or the system leaves behind. */
const isInput = (name: string): boolean =>
  !/^(?:dist|node_modules|\..*)$/.test(name) && !name.endsWith('.md');

function filesAt(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter(isInput)
    .sort()
    .flatMap((name) => filesAt(join(path, name)));
}

/** @param paths files and folders, from the repository's root @returns sha256 over names and contents, in hex */
export function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesAt(join(ROOT, path)))) {
    const content = readFileSync(file);
    hash.update(`${relative(ROOT, file).replaceAll('\\', '/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

export const hashInputs = (): string => hashOf(INPUTS);

/** @param directory a build @returns the hash it was built from, undefined when there is none */
export function stampOf(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

export const stampFile = (directory: string): string => join(directory, STAMP);

export const isCurrent = (): boolean => stampOf(DIST) === hashInputs();
