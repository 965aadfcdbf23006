import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ColdStart {
  /** loading the bundle, ms */
  load: number;
  /** from the start of the process to the first answer, ms */
  answer: number;
  /** of the processor, until then, on all threads, ms */
  processor: number;
  status: number;
}

const RUNNER = join(import.meta.dirname, 'cold.cjs');

/** @throws Error when the function fails */
export async function coldStart(
  bundle: string,
  event: string,
  env: Record<string, string>,
): Promise<ColdStart> {
  const { stdout } = await run(process.execPath, [RUNNER, bundle, event], {
    env: { ...process.env, ...env },
  });
  const { began, loaded, answered, processor, status } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  if (status >= 500) throw new Error(`${bundle} answered ${status}`);
  return { load: loaded - began, answer: answered, processor, status };
}
