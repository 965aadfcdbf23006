/** Child processes that stop on request, and end with this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { COMPILED } from './root.ts';

export interface ChildOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  onLine: (line: string) => void;
}

export interface Child {
  pid: number;
  /** Resolves when the process has ended, with the reason as part of a sentence. */
  ended: Promise<string>;
  /** Sends SIGTERM. @param graceMs before SIGKILL */
  stop(graceMs: number): Promise<void>;
}

/** Starts a child with this Node.js in a separate process group, so that Ctrl-C reaches only the parent. */
export function startChild(script: string, args: string[], options: ChildOptions): Child {
  const child: ChildProcess = spawn(process.execPath, [script, ...args], {
    env: { NODE_COMPILE_CACHE: COMPILED, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    // stdin and the channel close when this process ends for any reason; the child watches them.
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', options.onLine);
  }
  const ended = once(child, 'exit').then(([code, signal]) => (signal ? `by ${signal}` : `with code ${code}`));

  const stop = async (graceMs: number): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(insist);
  };
  return { pid: child.pid ?? 0, ended, stop };
}
