import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Reduces a driver's package.json to the version, which it reads. */
export const onlyVersions = (): Plugin => ({
  name: 'only-versions',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*[\\/]package\.json$/ }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
});
