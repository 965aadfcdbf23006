/** After a source file was saved: bundles the functions again and restarts the gateway with them. */
import { ensureBundles } from './bundles.ts';
import { ROOT } from './root.ts';
import { watchSources } from './source-watch.ts';

/** Waits this long for further files, because editors and git write several at once. */
const QUIET_MS = 150;

const SHOWN = 3;

const list = (files: string[]): string =>
  files.slice(0, SHOWN).join(', ') + (files.length > SHOWN ? ` and ${files.length - SHOWN} more` : '');

/**
 * Runs one reload at a time; changes during it cause another one. Failures are printed, and the next change tries again.
 * @param bundles the running ones @param restart starts the gateway with the bundles of a folder
 * @returns a function that stops watching
 */
export function reloadOnChange(bundles: string, restart: (bundles: string) => Promise<void>): () => void {
  let stopped = false;
  let current = bundles;
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working = false;

  const reload = async (): Promise<void> => {
    const files = [...changed];
    changed = new Set();
    const startedAt = performance.now();
    const next = await ensureBundles();
    if (stopped || (next === current && !files.includes('serverless.yml'))) return;
    console.log(`\n${list(files)} changed: reloading …`);
    await restart(next);
    current = next;
    if (stopped) return;
    console.log(`Reloaded in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  };
  const report = (error: Error): void => {
    if (!stopped) console.error(`${error.message}\nWaiting for the next change.\n`);
  };
  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    while (changed.size > 0) {
      await reload().catch(report);
    }
    working = false;
  };
  const note = (file: string): void => {
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(work, QUIET_MS);
  };

  let stopWatching = () => {};
  try {
    stopWatching = watchSources(ROOT, note);
  } catch (error) {
    console.error(`Source files cannot be watched (${(error as Error).message}): restart after a change.`);
  }
  return () => {
    stopped = true;
    clearTimeout(timer);
    changed.clear();
    stopWatching();
  };
}
