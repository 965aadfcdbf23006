/** Bundles functions without the Serverless Framework, for tests and measurements. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The names of files, such as messages/send. */
export const functionNames = (): string[] =>
  readdirSync(join(ROOT, 'functions'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.endpoint.ts'))
    .map((file) => file.replaceAll('\\', '/').slice(0, -'.ts'.length))
    .sort();

export interface Bundle {
  name: string;
  file: string;
  bytes: number;
  gzipBytes: number;
}

/** @param folder of the bundles, at the same paths as in functions/ */
export async function buildFunctions(names: string[], folder: string, options: BuildOptions) {
  return build({
    outExtension: { '.js': '.cjs' },
    ...options,
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => `functions/${name}.ts`),
    outbase: 'functions',
    outdir: folder,
    logLevel: 'error',
  });
}

/** Like buildFunctions. */
export async function bundleFunctions(
  names: string[],
  folder: string,
  options: BuildOptions,
): Promise<Bundle[]> {
  await buildFunctions(names, folder, options);
  return names.map((name) => {
    const file = join(folder, `${name}.cjs`);
    const content = readFileSync(file);
    return { name, file, bytes: content.length, gzipBytes: gzipSync(content).length };
  });
}
