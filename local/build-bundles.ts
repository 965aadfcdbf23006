/** Bundles all functions at once, each package read once for all of them, as serverless.yml has it for stage local. Argument: the folder. */
import { renameSync, rmSync } from 'node:fs';
import { stop } from 'esbuild';
import { bundleOptions } from '../build/esbuild.ts';
import { buildFunctions, functionNames } from '../build/functions.ts';

const [folder = ''] = process.argv.slice(2);
const unfinished = `${folder}.${process.pid}`;
try {
  await buildFunctions(functionNames(), unfinished, { ...bundleOptions(), minify: false });
  renameSync(unfinished, folder);
} catch (error) {
  rmSync(unfinished, { recursive: true, force: true });
  // Two stacks that start at once build the same.
  if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
}
await stop();
