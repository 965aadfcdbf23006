import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own directory. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where `npm start` keeps its data, and other commands look for it, unless they are told. */
export const DATA_DIR = join(ROOT, '.corechat');
