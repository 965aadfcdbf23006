/**
 * Bundles the MongoDB driver from the TypeScript sources in its package instead of the compiled CommonJS: ES modules are parsed once
 * instead of twice, and unused code is removed.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, transform } from 'esbuild';

const SOURCES = /[\\/]node_modules[\\/]mongodb[\\/]src[\\/]/;
/** @param path in the folder of sources, such as `index.ts` */
const sourceFile = (path: string): string =>
  fileURLToPath(new URL(`./src/${path}`, import.meta.resolve('mongodb/package.json')));

/** As in the driver's tsconfig.json, which esbuild does not read below node_modules. */
const tsconfigRaw = { compilerOptions: { useDefineForClassFields: false } };

/** A cache by path, because most functions contain the driver. */
const compiled = new Map<string, Promise<string>>();

async function compile(path: string): Promise<string> {
  const source = await readFile(path, 'utf8');
  const { code } = await transform(source, { loader: 'ts', target: 'esnext', tsconfigRaw, sourcefile: path });
  return code;
}

/** The driver's modules only contain declarations. */
const sideEffects = false;

/** Resolved here, because resolving several hundred imports by esbuild took a third of a bundle's build time. */
const sourceOf = (path: string): string | undefined =>
  [`${path}.ts`, join(path, 'index.ts')].find(existsSync);

export const driverSources = (): Plugin => ({
  name: 'driver-sources',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^mongodb$/ }, () => ({ path: sourceFile('index.ts'), sideEffects }));
    onResolve({ filter: /^mongodb\/lib\// }, ({ path }) => ({
      path: sourceFile(path.replace(/^mongodb\/lib\/(.*)\.js$/, '$1.ts')),
      sideEffects,
    }));
    onResolve({ filter: /^\./ }, ({ path, importer, resolveDir }) => {
      const source = SOURCES.test(importer) ? sourceOf(join(resolveDir, path)) : undefined;
      return source === undefined ? undefined : { path: source, sideEffects };
    });
    onLoad({ filter: SOURCES }, async ({ path }) => {
      const code = compiled.get(path) ?? compile(path);
      compiled.set(path, code);
      // Loaded as TypeScript, so that esbuild removes exports of types.
      return { contents: await code, loader: 'ts' };
    });
  },
});
