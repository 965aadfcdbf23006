/**
 * Makes the package that is published, in dist/: one module, its types in one file, and its own package.json.
 * `npm run build -w clients/sdk`, then `npm publish clients/sdk/dist`.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { build } from 'esbuild';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
const DIST = join(HERE, 'dist');

/** Browsers since the beginning of 2024, and Node.js 22. */
const TARGET = ['es2022'];

const buildModule = () =>
  build({
    entryPoints: [join(HERE, 'src/index.ts')],
    outfile: join(DIST, 'index.js'),
    bundle: true,
    format: 'esm',
    // No platform's modules: the same file runs in browsers and Node.js.
    platform: 'neutral',
    target: TARGET,
    legalComments: 'none',
  });

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
    writeFileSync(join(work, 'package.json'), JSON.stringify(publishedManifest()));
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

/** The workspace's manifest, with the built files as exports in place of the sources. */
function publishedManifest() {
  const {
    private: _,
    scripts,
    devDependencies,
    exports,
    ...manifest
  } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'));
  return {
    ...manifest,
    types: './index.d.ts',
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './package.json': './package.json',
    },
    publishConfig: { access: 'public' },
  };
}

rmSync(DIST, { recursive: true, force: true });
await buildModule();
buildTypes();
writeFileSync(join(DIST, 'package.json'), `${JSON.stringify(publishedManifest(), null, 2)}\n`);
copyFileSync(join(HERE, 'README.md'), join(DIST, 'README.md'));
copyFileSync(join(ROOT, 'LICENSE'), join(DIST, 'LICENSE'));
