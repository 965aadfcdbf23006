/**
 * Makes the package that is published, in dist/: one module with everything that it imports, so that installing it takes no network.
 * `npm run build -w clients/cli`, then `npm publish clients/cli/dist`; `npm run tarball -w clients/cli` packs it.
 */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { cleanDist, completeDist, publishedManifest } from '../../build/client-package.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
const DIST = join(HERE, 'dist');

/** Some of the packages are CommonJS, and require Node.js's modules. */
const BANNER = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** @returns folders of the packages that the module contains, from the repository's root */
async function buildModule(): Promise<Set<string>> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [join(HERE, 'src/main.ts')],
    outfile: join(DIST, 'main.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: BANNER },
    legalComments: 'none',
    metafile: true,
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  return new Set(packages.sort());
}

/** The licences require their text in every copy. @throws Error for a package without a licence file */
function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(ROOT, folder)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(ROOT, folder, file), 'utf8').trim()}\n`;
}

cleanDist(HERE);
const packages = await buildModule();
mkdirSync(join(DIST, 'bin'));
copyFileSync(join(HERE, 'bin/corechat.js'), join(DIST, 'bin/corechat.js'));
chmodSync(join(DIST, 'bin/corechat.js'), 0o755);
writeFileSync(
  join(DIST, 'THIRD-PARTY-LICENSES'),
  [...packages].map(noticeOf).join(`\n${'-'.repeat(80)}\n\n`),
);
completeDist(
  HERE,
  publishedManifest(HERE, {
    imports: { '#main': './main.js' },
    dependencies: undefined,
    files: ['bin', 'main.js', 'THIRD-PARTY-LICENSES'],
  }),
);
