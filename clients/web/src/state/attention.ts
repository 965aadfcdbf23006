/** Whether the user is looking at this window, or at another one of the app. */
import { effect, signal } from '@preact/signals';

const isWatched = () => document.visibilityState === 'visible' && document.hasFocus();

export const watched = signal(isWatched());

const look = () => {
  watched.value = isWatched();
};
document.addEventListener('visibilitychange', look);
addEventListener('focus', look);
addEventListener('blur', look);

/** Each window holds this lock while the user looks at it, so that windows in the background can check. */
const LOCK = 'corechat:watched';
/** Not in every browser, and only where the connection is secure. */
const locks = navigator.locks as LockManager | undefined;

/**
 * One of the app's windows holds the lock until it closes; then another one gets it.
 * @returns whether this window holds it; true in every window where the browser has no locks
 */
export function holdWhileOpen(name: string): () => boolean {
  let isHeld = locks === undefined;
  void locks
    ?.request(name, () => {
      isHeld = true;
      return new Promise<never>(() => {});
    })
    .catch(() => {});
  return () => isHeld;
}

effect(() => {
  if (!watched.value || !locks) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  void locks.request(LOCK, { mode: 'shared' }, () => promise).catch(() => {});
  return resolve;
});

export async function isWatchedAnywhere(): Promise<boolean> {
  if (watched.peek()) return true;
  const { held = [] } = (await locks?.query().catch(() => undefined)) ?? {};
  return held.some(({ name }) => name === LOCK);
}
