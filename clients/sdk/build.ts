/**
 * Makes the package that is published, in dist/: one module, its types in one file, and its own package.json.
 * `npm run build -w clients/sdk`, then `npm publish clients/sdk/dist`; `npm run tarball -w clients/sdk` packs it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { build } from 'esbuild';
import { cleanDist, completeDist, publishedManifest } from '../../build/client-package.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
const DIST = join(HERE, 'dist');

/** Browsers since the beginning of 2024, and Node.js 22. */
const TARGET = ['es2022'];

/** @returns the names that the module exports */
async function buildModule(): Promise<Set<string>> {
  const { metafile } = await build({
    entryPoints: [join(HERE, 'src/index.ts')],
    outfile: join(DIST, 'index.js'),
    metafile: true,
    bundle: true,
    format: 'esm',
    // No platform's modules: the same file runs in browsers and Node.js.
    platform: 'neutral',
    target: TARGET,
    legalComments: 'none',
  });
  return new Set(Object.values(metafile.outputs).flatMap(({ exports }) => exports));
}

/** One declaration per module, then all of what is exported in one file. */
function buildTypes(): void {
  const work = mkdtempSync(join(tmpdir(), 'corechat-sdk-'));
  try {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const flags = ['--noEmit', 'false', '--emitDeclarationOnly', '--declaration', '--stripInternal'];
    execFileSync(
      process.execPath,
      [tsc, '-p', HERE, ...flags, '--rootDir', join(HERE, 'src'), '--outDir', work],
      { stdio: 'inherit' },
    );
    // api-extractor looks for the package that the declarations belong to.
    writeFileSync(join(work, 'package.json'), JSON.stringify(MANIFEST));
    writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
    const config = ExtractorConfig.prepare({
      configObject: {
        projectFolder: work,
        mainEntryPointFilePath: join(work, 'index.d.ts'),
        compiler: { tsconfigFilePath: join(work, 'tsconfig.json') },
        apiReport: { enabled: false, reportFileName: 'unused.md' },
        docModel: { enabled: false },
        dtsRollup: { enabled: true, untrimmedFilePath: join(DIST, 'index.d.ts') },
      },
      configObjectFullPath: join(work, 'api-extractor.json'),
      packageJsonFullPath: join(work, 'package.json'),
    });
    const { errorCount } = Extractor.invoke(config, { messageCallback: onMessage });
    if (errorCount > 0) throw new Error('api-extractor found errors');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const COMPILER_OPTIONS = {
  module: 'nodenext',
  target: 'es2024',
  lib: ['es2024', 'dom'],
  types: [],
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** Ignores api-extractor's rules for documentation comments; the repository has different ones. */
function onMessage(message: { category: string; logLevel: string; handled: boolean }): void {
  if (message.category === 'TSDoc' || message.category === 'console') message.handled = true;
}

const MANIFEST = publishedManifest(HERE, {
  types: './index.d.ts',
  exports: {
    '.': { types: './index.d.ts', default: './index.js' },
    './package.json': './package.json',
  },
  files: ['index.js', 'index.d.ts'],
});

/**
 * api-extractor declares every class as a value, also one that the module exports as a type only: an import of it would compile, and
 * fail at run time.
 */
function exportTypesOnly(values: ReadonlySet<string>): void {
  const file = join(DIST, 'index.d.ts');
  const types: string[] = [];
  const text = readFileSync(file, 'utf8').replaceAll(
    /^export declare ((?:abstract )?class (\w+))/gm,
    (declaration, plain: string, name: string) => {
      if (values.has(name)) return declaration;
      types.push(name);
      return `declare ${plain}`;
    },
  );
  writeFileSync(file, `${text}\nexport type { ${types.join(', ')} }\n`);
}

cleanDist(HERE);
const values = await buildModule();
buildTypes();
exportTypesOnly(values);
completeDist(HERE, MANIFEST);
