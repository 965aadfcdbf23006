/** How commands find a running stack: a file in its data directory, there while it runs. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const RUN_FILE = 'run.json';

export interface Run {
  /** first the one that stops the others */
  pids: number[];
  url: string;
  /** what to call its database, see Stack */
  database: string;
  /** what the functions run with; holds the signing key, so the file is its owner's alone */
  env: Record<string, string>;
}

export function writeRunFile(dataDir: string, run: Run): void {
  removeRunFile(dataDir);
  writeFileSync(join(dataDir, RUN_FILE), JSON.stringify(run), { mode: 0o600 });
}

export const removeRunFile = (dataDir: string): void => rmSync(join(dataDir, RUN_FILE), { force: true });

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @returns undefined when no stack runs on this data, also when one ended without tidying up */
export async function findRun(dataDir: string): Promise<Run | undefined> {
  try {
    const run: Run = JSON.parse(readFileSync(join(dataDir, RUN_FILE), 'utf8'));
    // A process id can have gone to another program since: what counts is that the stack answers.
    if (!run.pids.every(isAlive)) return undefined;
    await fetch(`${run.url}/health`, { signal: AbortSignal.timeout(5_000) });
    return run;
  } catch {
    return undefined;
  }
}
