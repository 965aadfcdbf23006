/** Fetches the screens of rest.ts, again after a failure. */
import { signal } from '@preact/signals';

export type Rest = typeof import('./rest.ts');

export const rest = signal<Rest | undefined>(undefined);
/** the last attempt failed */
export const restFailed = signal(false);

/** Its address in the build, which the page names (clients/web/rest-address.ts). */
const address = document.querySelector<HTMLMetaElement>('meta[name="corechat-rest"]')?.content;

let attempts = 0;

/** A browser does not repeat an import that has failed while the page is open, so each attempt has another address. */
const importRest = (): Promise<Rest> =>
  attempts++ === 0 || address === undefined
    ? import('./rest.ts')
    : import(/* @vite-ignore */ `${address}?retry=${attempts}`);

/**
 * Whether the server has another build by now, without the files of this one. A page that is not CoreChat's, such as the log-in page of a
 * network, is not another build.
 */
async function isOutdated(): Promise<boolean> {
  const page = await (await fetch('/', { cache: 'no-store' })).text();
  return page.includes('"corechat-rest"') && !page.includes(`"${address}"`);
}

let loading: Promise<void> | undefined;

/** Resolves in any case. Concurrent calls share one attempt. */
export function loadRest(): Promise<void> {
  loading ??= attempt().finally(() => {
    loading = undefined;
  });
  return loading;
}

async function attempt(): Promise<void> {
  if (rest.peek()) return;
  try {
    const loaded = await importRest();
    // Running the file and drawing what it brings are two tasks, so that a press or a key in between is answered.
    await new Promise((resolve) => setTimeout(resolve));
    rest.value = loaded;
    restFailed.value = false;
  } catch {
    restFailed.value = true;
  }
}

/** For a screen that is wanted now. Drafts and unsent messages survive a reload. */
export async function loadRestOrReload(): Promise<void> {
  await loadRest();
  if (!restFailed.peek()) return;
  try {
    if (await isOutdated()) location.reload();
  } catch {
    // The server cannot be reached: the next attempt looks again.
  }
}

const PAUSE_MS = 1_500;
const LONGEST_PAUSE_MS = 60_000;

/** After the first paint, so that the screens open at once, and later without a connection. */
export function fetchRestWhileIdle(pause = PAUSE_MS): void {
  setTimeout(async () => {
    await loadRest();
    if (restFailed.peek()) fetchRestWhileIdle(Math.min(2 * pause, LONGEST_PAUSE_MS));
  }, pause);
}
