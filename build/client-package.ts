/** Makes the parts that the packages of the clients have in common: each is the folder dist/ of its workspace, with its own manifest. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export type Manifest = Record<string, unknown>;

/**
 * @param folder of the workspace
 * @param published fields that replace those of the workspace's manifest
 * @returns the manifest of the package: without the fields that only the repository needs
 */
export function publishedManifest(folder: string, published: Manifest): Manifest {
  const {
    private: _,
    scripts,
    devDependencies,
    ...manifest
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { ...manifest, ...published, publishConfig: { access: 'public' } };
}

/** Removes the results of an earlier build. */
export const cleanDist = (folder: string): void =>
  rmSync(join(folder, 'dist'), { recursive: true, force: true });

/** Adds manifest, README and licence to the folder dist/ of the workspace. */
export function completeDist(folder: string, manifest: Manifest): void {
  const dist = join(folder, 'dist');
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(folder, 'README.md'), join(dist, 'README.md'));
  copyFileSync(join(ROOT, 'LICENSE'), join(dist, 'LICENSE'));
}
