/**
 * The MongoDB driver from the TypeScript sources in its package, instead of the CommonJS that its authors make of them: as ES
 * modules they are parsed once instead of twice, and what nothing imports stays out.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, transform } from 'esbuild';

const SOURCES = /[\\/]node_modules[\\/]mongodb[\\/]src[\\/]/;
/** @param path from its folder, such as `index.ts` */
const sourceFile = (path: string): string =>
  fileURLToPath(new URL(`./src/${path}`, import.meta.resolve('mongodb/package.json')));

/** As the driver's own tsconfig.json has it, which esbuild does not read below node_modules. */
const tsconfigRaw = { compilerOptions: { useDefineForClassFields: false } };

/** By path: functions are bundled one after the other, and most of them hold the driver. */
const compiled = new Map<string, Promise<string>>();

async function compile(path: string): Promise<string> {
  const source = await readFile(path, 'utf8');
  const { code } = await transform(source, { loader: 'ts', target: 'esnext', tsconfigRaw, sourcefile: path });
  return code;
}

/** None of the driver's modules does anything but declare when it is imported. */
const sideEffects = false;

/** Looked up here: to ask esbuild about each of several hundred imports took a third of the time to bundle a function. */
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
      // As TypeScript, of which esbuild knows that some names in an export are of types, which are no more.
      return { contents: await code, loader: 'ts' };
    });
  },
});
