import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** For what no import names from outside its package, so that an alias cannot reach it. */
export const replacedFile = (filter: RegExp, standIn: string): Plugin => ({
  name: `replaced-file ${filter.source}`,
  setup({ onLoad }) {
    onLoad({ filter }, async () => ({ contents: await readFile(standIn, 'utf8'), loader: 'ts' }));
  },
});
