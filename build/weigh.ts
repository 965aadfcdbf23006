/** Prints the contents of a function's bundle: `node build/weigh.ts messages/send`. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from './esbuild.ts';
import { functionNames } from './functions.ts';

const SHOWN = 30;
const [name = ''] = process.argv.slice(2);
if (!functionNames().includes(name)) {
  console.error(`Say which function: ${functionNames().join(', ')}`);
  process.exit(1);
}

const { metafile } = await build({
  ...bundleOptions(),
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  entryPoints: [`functions/${name}.ts`],
  outdir: 'unused',
  write: false,
  metafile: true,
});
const [output] = Object.values(metafile.outputs);

/** The name of a package, or of a folder of this repository. */
const ownerOf = (file: string): string => {
  const [, packageName] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return packageName ?? file.split('/').slice(0, 2).join('/');
};

const weights = new Map<string, number>();
for (const [file, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
  weights.set(ownerOf(file), (weights.get(ownerOf(file)) ?? 0) + bytesInOutput);
}
const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1).padStart(8);
for (const [owner, bytes] of [...weights].sort(([, a], [, b]) => b - a).slice(0, SHOWN)) {
  console.log(`${kilobytes(bytes)} KB  ${owner}`);
}
console.log(`${kilobytes(output?.bytes ?? 0)} KB  ${name}`);
