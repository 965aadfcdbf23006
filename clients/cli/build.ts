/**
 * Makes the package that is published, in dist/: one module with everything that it imports, so that installing it takes no network.
 * `npm run build -w clients/cli`, then `npm publish clients/cli/dist`; `npm run tarball -w clients/cli` packs it.
 */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanDist, completeDist, publishedManifest } from '../../build/client-package.ts';
import { bundle, IMPORTS } from './bundle.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
const DIST = join(HERE, 'dist');

/** The licences require their text in every copy. @throws Error for a package without a licence file */
function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(ROOT, folder)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(ROOT, folder, file), 'utf8').trim()}\n`;
}

cleanDist(HERE);
const packages = await bundle(DIST);
chmodSync(join(DIST, 'bin/corechat.js'), 0o755);
writeFileSync(
  join(DIST, 'THIRD-PARTY-LICENSES'),
  [...packages].map(noticeOf).join(`\n${'-'.repeat(80)}\n\n`),
);
completeDist(
  HERE,
  publishedManifest(HERE, {
    imports: IMPORTS,
    dependencies: undefined,
    files: ['bin', 'main.js', 'THIRD-PARTY-LICENSES'],
  }),
);
