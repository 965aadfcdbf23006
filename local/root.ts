import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's directory. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The bundles of stacks. Not the default folder, which `serverless package` empties. */
export const BUILDS = join(ROOT, '.builds');

/** Compiled modules of the local stack's processes, which save a quarter of the processor time of a start. */
export const COMPILED = join(BUILDS, 'compiled');

/** The default data directory of all commands. */
export const DATA_DIR = join(ROOT, '.corechat');
