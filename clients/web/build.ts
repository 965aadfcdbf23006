/**
 * `npm run build:web`: builds the web app into clients/web/dist unless it is there already. Several processes may do so
 * at once: each builds into a separate folder, which then replaces dist as a whole.
 */
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { DIST, hashInputs, stampFile, stampOf } from './build-inputs.ts';

const HERE = import.meta.dirname;
const WORK_FOLDER = /^\.(?:build|retired)-(\d+)$/;

const remove = (path: string): void => rmSync(path, { recursive: true, force: true });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Folders of builds that were killed. */
function tidyUp(): void {
  for (const name of readdirSync(HERE)) {
    const [, pid] = WORK_FOLDER.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) remove(join(HERE, name));
  }
}

/** Renames `from` to `to`. @returns false when a folder is in the way, or `from` is gone: another process was faster */
function tryRename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return false;
    throw error;
  }
}

function putInPlace(folder: string): void {
  const retired = join(HERE, `.retired-${process.pid}`);
  for (let attempt = 1; !tryRename(folder, DIST); attempt++) {
    if (attempt === 100) throw new Error(`${DIST} cannot be replaced`);
    tryRename(DIST, retired);
    remove(retired);
  }
}

/**
 * Sources that do not build leave no app at all: an old one would hide that.
 * @returns what was done @throws Error with Vite's explanation
 */
export async function buildWebApp(): Promise<'built' | 'current'> {
  const inputs = hashInputs();
  if (stampOf(DIST) === inputs) return 'current';
  tidyUp();
  const folder = join(HERE, `.build-${process.pid}`);
  try {
    await build({
      configFile: join(HERE, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true },
    });
    writeFileSync(stampFile(folder), inputs);
    if (stampOf(DIST) !== inputs) putInPlace(folder);
  } catch (error) {
    remove(DIST);
    throw error;
  } finally {
    remove(folder);
  }
  return 'built';
}

if (import.meta.main) {
  const startedAt = performance.now();
  try {
    const done = await buildWebApp();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(done === 'built' ? `The web app was built (${seconds} s)` : 'The web app is up to date');
  } catch (error) {
    console.error(`The web app does not build: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
