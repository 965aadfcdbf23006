/** One process at a time. Advisory: a process that has waited too long goes ahead, because the action is safe to repeat. */
import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 15_000;
const POLL_MS = 25;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @returns whether the lock is now this process's */
async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(String(process.pid)).finally(() => file.close());
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  // An empty file is being written, or a crash left it: waiting handles both.
  if (holder > 0 && holder !== process.pid && !isAlive(holder)) await rm(path, { force: true });
  return false;
}

/** @param path of the lock file, which exists while `run` does */
export async function withFileLock<T>(path: string, run: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  let mine = await take(path);
  while (!mine && performance.now() < deadline) {
    await delay(POLL_MS);
    mine = await take(path);
  }
  try {
    return await run();
  } finally {
    // After waiting too long the file belongs to another process; if that process is dead, it must not stop the next one.
    await rm(path, { force: true });
  }
}
