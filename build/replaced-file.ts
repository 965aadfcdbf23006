import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Replaces a file that only its own package imports, by relative paths, which an alias cannot match. */
export const replacedFile = (filter: RegExp, standIn: string): Plugin => ({
  name: `replaced-file ${filter.source}`,
  setup({ onLoad }) {
    onLoad({ filter }, async () => ({ contents: await readFile(standIn, 'utf8'), loader: 'ts' }));
  },
});
