/** Bundles all functions in one run, which reads each package once. Arguments: the folder, and a form of local/bundles.ts. */
import { renameSync, rmSync } from 'node:fs';
import { stop } from 'esbuild';
import { bundleOptions } from '../build/esbuild.ts';
import { buildFunctions, functionNames } from '../build/functions.ts';
import { FORMS } from './bundles.ts';

const [folder = '', form = 'local'] = process.argv.slice(2);
const { minify, extension } = FORMS[form as keyof typeof FORMS];
const unfinished = `${folder}.${process.pid}`;
try {
  await buildFunctions(functionNames(), unfinished, {
    ...bundleOptions(),
    minify,
    outExtension: { '.js': extension },
  });
  renameSync(unfinished, folder);
} catch (error) {
  rmSync(unfinished, { recursive: true, force: true });
  const { code = '', errors } = error as NodeJS.ErrnoException & { errors?: unknown[] };
  // esbuild has already printed the fault.
  if (errors) process.exitCode = 1;
  // Two stacks that start at the same time build the same bundles.
  else if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(code)) throw error;
}
await stop();
