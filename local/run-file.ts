/** The run file, by which commands find a running stack. It is in the data directory while the stack runs. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const RUN_FILE = 'run.json';

export interface Run {
  /** the first one stops the others */
  pids: number[];
  url: string;
  /** name of its database, see Stack */
  database: string;
  /** environment of the functions; contains the signing key, so only the owner may read the file */
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

/** @returns undefined when no stack runs on this data, also after one ended without removing the file */
export async function findRun(dataDir: string): Promise<Run | undefined> {
  try {
    const run: Run = JSON.parse(readFileSync(join(dataDir, RUN_FILE), 'utf8'));
    // Checks that the stack responds, because the process id may belong to another program by now.
    if (!run.pids.every(isAlive)) return undefined;
    await fetch(`${run.url}/health`, { signal: AbortSignal.timeout(5_000) });
    return run;
  } catch {
    return undefined;
  }
}
