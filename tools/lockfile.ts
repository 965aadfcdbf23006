/** What package-lock.json promises about the packages that are installed: where from, with which contents, under which licence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../local/root.ts';

/** https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#packages */
export interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  /** stands for a folder of this repository */
  link?: boolean;
  /** only needed to develop */
  dev?: boolean;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  lockfileVersion: number;
  packages: Record<string, LockedPackage>;
}

export const readLockfile = (): Lockfile => JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));

const REGISTRY = 'https://registry.npmjs.org/';

/** Anything that is not a version range of the registry: a repository, an archive's address, a folder. */
const ELSEWHERE = /^(git|https?:|file:|github:|gitlab:|bitbucket:)|^[\w.-]+\/[\w.-]+(#|$)/;

const isInstalled = (path: string): boolean => path.includes('node_modules/');

/** An entry without an address comes from the registry that npm is set to, and has to match its hash all the same. */
function faultsOf(path: string, entry: LockedPackage, folders: Set<string>): string[] {
  const found: string[] = [];
  const wanted = { ...entry.dependencies, ...entry.devDependencies, ...entry.optionalDependencies };
  for (const [name, range] of Object.entries(wanted)) {
    if (ELSEWHERE.test(range)) found.push(`wants ${name} from ${range}, not from the registry`);
  }
  if (!isInstalled(path)) return found;
  if (entry.link) {
    if (!folders.has(entry.resolved ?? ''))
      found.push(`is a link to ${entry.resolved}, which is no workspace`);
    return found;
  }
  if (!/^sha512-[\w+/]{86}==$/.test(entry.integrity ?? '')) found.push('has no sha512 hash of its contents');
  if (entry.resolved !== undefined && !entry.resolved.startsWith(REGISTRY)) {
    found.push(`is loaded from ${entry.resolved}`);
  }
  return found;
}

/**
 * npm forgets optional packages for other platforms when it writes a lockfile on one: `npm ci` then lacks them elsewhere.
 * https://github.com/npm/cli/issues/4828
 */
function missingOptional({ packages }: Lockfile): string[] {
  const present = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !present.has(name))
      .map((name) => `${path}: its optional ${name} is missing`),
  );
}

/** @param reviewed names of packages with an allowed or denied script: `allowScripts` of package.json */
export function lockfileFaults(lockfile: Lockfile, reviewed: Iterable<string>): string[] {
  const decided = new Set(reviewed);
  const entries = Object.entries(lockfile.packages);
  const folders = new Set(entries.map(([path]) => path).filter((path) => path !== '' && !isInstalled(path)));
  const scripts = entries
    .filter(([path, { hasInstallScript }]) => hasInstallScript && isInstalled(path))
    .filter(([path]) => !decided.has(path.split('node_modules/').at(-1) as string))
    .map(([path]) => `${path}: runs a script when it is installed, which nobody allowed or denied`);
  return [
    ...(lockfile.lockfileVersion === 3 ? [] : [`lockfileVersion is ${lockfile.lockfileVersion}, not 3`]),
    ...entries.flatMap(([path, entry]) =>
      faultsOf(path, entry, folders).map((fault) => `${path || 'package.json'}: ${fault}`),
    ),
    ...scripts,
    ...missingOptional(lockfile),
  ];
}

/** A tool for developing whose files are served all the same: openapi/build.ts copies them. */
const SERVED_TOOLS = new Set(['node_modules/swagger-ui-dist']);

/** @returns whether users of the product run it, as far as anybody can tell from the lockfile */
export const isShipped = ({ packages }: Lockfile, path: string): boolean =>
  isInstalled(path) && !packages[path]?.link && (!packages[path]?.dev || SERVED_TOOLS.has(path));

/** Allow using, changing and passing on, also in a closed product, for naming the authors. */
const ALLOWED_LICENSES = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  // MIT without the duty to name the authors.
  'MIT-0',
]);

/** For shipped packages only. Development tools may have any licence. */
export const licenseFaults = (lockfile: Lockfile): string[] =>
  Object.entries(lockfile.packages)
    .filter(([path]) => isShipped(lockfile, path))
    .filter(([, { license }]) => !ALLOWED_LICENSES.has(license ?? ''))
    .map(([path, { license = 'none' }]) => `${path}: its licence is ${license}`);
