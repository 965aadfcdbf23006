import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's directory. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The default data directory of all commands. */
export const DATA_DIR = join(ROOT, '.corechat');
