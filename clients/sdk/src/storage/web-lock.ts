import { globals } from '../platform.ts';

/** A tab that holds a lock and was frozen must not stop the others for ever. */
const PATIENCE_MS = 15_000;

/** Runs alone among the tabs of a browser; without the Web Locks API, or when the turn does not come, just runs. */
export async function withWebLock<T>(name: string, run: () => Promise<T>): Promise<T> {
  const { locks } = globals().navigator ?? {};
  if (!locks) return run();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  let entered = false;
  try {
    return await locks.request(name, { signal: patience.signal }, () => {
      entered = true;
      clearTimeout(timer);
      return run();
    });
  } catch (error) {
    if (entered) throw error;
    return run();
  } finally {
    clearTimeout(timer);
  }
}
