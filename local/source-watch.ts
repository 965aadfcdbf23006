/**
 * Tells which source file was saved. It watches folders, not files: an editor or git that replaces a file leaves the watch of a file,
 * and with it those of `recursive`, on one that is gone.
 */
import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { extname, join, sep } from 'node:path';

/** What functions are made of. */
const FOLDERS = ['functions', 'lib'];
/** What says which functions there are. */
const FILE = 'serverless.yml';

const foldersBelow = (root: string): string[] =>
  FOLDERS.flatMap((folder) => [
    folder,
    ...readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name).slice(join(root, '/').length)),
  ]);

/**
 * @param root the project's folder @param onChange called with a file's path below it
 * @returns what ends it @throws Error where the system can watch no more folders
 */
export function watchSources(root: string, onChange: (file: string) => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  const watchFolder = (folder: string, take: (name: string) => void): void => {
    const watcher = watch(join(root, folder), { persistent: false }, (_event, name) => take(name ?? ''));
    // A folder that is removed is an event of the one around it.
    watchers.set(
      folder,
      watcher.on('error', () => {}),
    );
  };
  /** @param changed a folder that has come, gone, or been made again */
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
      // A folder has gone while it was looked at, which is another event.
    }
    // Files may have been in it already.
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
