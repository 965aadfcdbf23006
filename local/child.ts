/** Child processes that are watched, stop on request, and never outlive this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ChildOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  onLine: (line: string) => void;
}

export interface Child {
  pid: number;
  /** Resolves when the process has ended, with a sentence part on how. */
  ended: Promise<string>;
  /** Asks it to end, insists after the grace. @param graceMs before SIGKILL */
  stop(graceMs: number): Promise<void>;
}

/** Every child is started with the Node.js that runs this, in a process group of its own: Ctrl-C reaches only us. */
export function startChild(script: string, args: string[], options: ChildOptions): Child {
  const child: ChildProcess = spawn(process.execPath, [script, ...args], {
    env: options.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    // stdin and the channel close when this process dies, however it dies: what the child watches for.
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
