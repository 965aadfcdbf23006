/**
 * Reports saved source files. Watches folders instead of files: editors and git replace files, and a watch of a file (also with
 * `recursive`) would stay on the removed one.
 */
import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { extname, join, sep } from 'node:path';

/** The sources of functions. */
const FOLDERS = ['functions', 'lib'];
/** The list of functions. */
const FILE = 'serverless.yml';

const foldersBelow = (root: string): string[] =>
  FOLDERS.flatMap((folder) => [
    folder,
    ...readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name).slice(join(root, '/').length)),
  ]);

/**
 * @param root the repository's folder @param onChange called with a file's path below it
 * @returns a function that stops watching @throws Error when the system allows no more watches
 */
export function watchSources(root: string, onChange: (file: string) => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  const watchFolder = (folder: string, take: (name: string) => void): void => {
    const watcher = watch(join(root, folder), { persistent: false }, (_event, name) => take(name ?? ''));
    // The removal of a folder is also an event of its parent.
    watchers.set(
      folder,
      watcher.on('error', () => {}),
    );
  };
  /** @param changed a folder that was created, removed or replaced */
  const update = (changed?: string): void => {
    const folders = new Set(foldersBelow(root));
    for (const [folder, watcher] of watchers) {
      if (folder === '' || (folders.has(folder) && !(folder + sep).startsWith(changed + sep))) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders)
      if (!watchers.has(folder)) watchFolder(folder, (name) => take(folder, name));
  };
  const take = (folder: string, name: string): void => {
    const path = join(folder, name);
    const isFolder = extname(name) === '';
    try {
      if (isFolder) update(path);
    } catch {
      // The folder was removed meanwhile, which causes another event.
    }
    // A new folder may already contain files.
    if (isFolder || extname(name) === '.ts') onChange(path);
  };
  update();
  watchFolder('', (name) => {
    if (name === FILE) onChange(FILE);
  });
  return () => {
    for (const watcher of watchers.values()) watcher.close();
  };
}
