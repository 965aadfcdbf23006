/**
 * npm and npx run a command in a child shell. A signal to npm alone ends npm and the shell, SIGKILL only npm; neither reaches the
 * command, which would keep running and hold its port.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const POLL_MS = 500;
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

/** @returns the parents whose end must end this process, the nearest first: npm, or a shell and npm */
function parents(): number[] {
  const parent = describe(process.ppid);
  return parent && SHELL.test(parent.name) ? [process.ppid, parent.parent] : [process.ppid];
}

/**
 * Calls once when the npm or npx that runs this command has ended. Never calls without npm, because a background process may outlive
 * its shell.
 */
export function onNpmEnd(act: () => void): void {
  if (!process.env.npm_execpath) return;
  const before = String(parents());
  const timer = setInterval(() => {
    // When a process has ended, its children get another parent at once. Whether its id still exists says less: the id stays until its
    // own parent waits for it, which the first process of a container may never do.
    if (String(parents()) === before) return;
    clearInterval(timer);
    act();
  }, POLL_MS);
  timer.unref();
}
