import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

/** Formats a source. @param file path from the repository's root */
export const formatted = (file: string, source: string): string =>
  execFileSync(process.execPath, [BIOME, 'check', '--write', `--stdin-file-path=${join(ROOT, file)}`], {
    cwd: ROOT,
    input: `${source}\n`,
    encoding: 'utf8',
  });
