/** Bundles the program with everything that it imports: for the package that is published, and for the tests that start it often. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const HERE = import.meta.dirname;

/** Some of the packages are CommonJS, and require Node.js's modules. */
const BANNER = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Of the manifest beside the bundle. */
export const IMPORTS = { '#main': './main.js' };

/**
 * Writes main.js, and bin/corechat.js, which starts it.
 * @returns folders of the packages that the bundle contains, from the repository's root
 */
export async function bundle(folder: string): Promise<Set<string>> {
  const { metafile } = await build({
    absWorkingDir: join(HERE, '../..'),
    entryPoints: [join(HERE, 'src/main.ts')],
    outfile: join(folder, 'main.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: BANNER },
    legalComments: 'none',
    metafile: true,
  });
  mkdirSync(join(folder, 'bin'), { recursive: true });
  copyFileSync(join(HERE, 'bin/corechat.js'), join(folder, 'bin/corechat.js'));
  const packages = Object.keys(metafile.inputs).flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  return new Set(packages.sort());
}
