/**
 * npm and npx run a command as the child of a shell that is their child. A signal to npm alone ends npm and that shell, SIGKILL
 * npm alone; neither reaches the command, which would hold its port until somebody looks for it.
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

/** Linux has /proc, also where ps is not installed. @returns undefined where there is neither */
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

/** @returns those that have to live for this process to go on: the shell that npm started, and npm */
function watched(): number[] {
  const parent = describe(process.ppid);
  return parent && SHELL.test(parent.name) ? [process.ppid, parent.parent] : [process.ppid];
}

/**
 * Calls once when the npm or npx that runs this command has ended. Without one it never calls: what a shell starts in the background
 * may outlive the shell.
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
