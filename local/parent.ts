/**
 * npm and npx run a command in a child shell. A signal to npm alone ends npm and the shell, SIGKILL only npm; neither reaches the
 * command, which would keep running and hold its port.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isAlive } from './run-file.ts';

const POLL_MS = 300;
const SHELL = /^-?(ba|da|a|k|z)?sh$/;

interface Process {
  parent: number;
  name: string;
}

/** Uses /proc on Linux, where ps may not be installed, otherwise ps. @returns undefined without both */
function describe(pid: number): Process | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return {
      parent: Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]),
      name: /^Name:\s*(.*)$/m.exec(status)?.[1] ?? '',
    };
  } catch {
    try {
      const line = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
      const [parent, path = ''] = line.trim().split(' ', 2);
      return { parent: Number(parent), name: basename(path) };
    } catch {
      return undefined;
    }
  }
}

/** @returns the processes whose end must end this one: npm, and its shell */
function watched(): number[] {
  const parent = describe(process.ppid);
  return parent && SHELL.test(parent.name) ? [process.ppid, parent.parent] : [process.ppid];
}

/**
 * Calls once when the npm or npx that runs this command has ended. Never calls without npm, because a background process may outlive
 * its shell.
 */
export function onNpmEnd(act: () => void): void {
  if (!process.env.npm_execpath) return;
  const parents = watched().filter(isAlive);
  const { ppid } = process;
  const timer = setInterval(() => {
    if (process.ppid === ppid && parents.every(isAlive)) return;
    clearInterval(timer);
    act();
  }, POLL_MS);
  timer.unref();
}
