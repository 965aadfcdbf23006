/**
 * `npm run audit`: known vulnerabilities. High and critical ones in what is shipped fail; whatever else is known is counted in a
 * line. Not every registry answers audits: one that does not is said so, and nothing fails.
 */
import { execFile } from 'node:child_process';
import { ROOT } from '../local/root.ts';
import { isShipped, type Lockfile, readLockfile } from './lockfile.ts';

/** As `npm audit --json` prints it, in what is used here. */
export interface AuditReport {
  vulnerabilities?: Record<string, { name: string; severity: string; range: string; nodes: string[] }>;
  /** instead of an answer of the registry */
  message?: string;
}

export interface Verdict {
  failed: boolean;
  lines: string[];
}

const SEVERE = new Set(['high', 'critical']);

export function judge({ vulnerabilities, message }: AuditReport, lockfile: Lockfile): Verdict {
  if (!vulnerabilities)
    return { failed: false, lines: [`Not checked: the registry answers no audits (${message})`] };
  const known = Object.values(vulnerabilities);
  const blocking = known.filter(
    ({ severity, nodes }) => SEVERE.has(severity) && nodes.some((path) => isShipped(lockfile, path)),
  );
  const others = known.length - blocking.length;
  return {
    failed: blocking.length > 0,
    lines: [
      ...blocking.map(({ name, range, severity }) => `${severity}: ${name} ${range}`),
      `${blocking.length} high or critical in what is shipped; ${others} others`,
    ],
  };
}

/** npm ends with an error when there is something to report: what it printed counts. */
function audit(): Promise<AuditReport> {
  const { promise, resolve } = Promise.withResolvers<AuditReport>();
  execFile('npm', ['audit', '--json'], { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
    try {
      resolve(JSON.parse(stdout));
    } catch {
      resolve({ message: error?.message.split('\n')[0] ?? 'npm printed no JSON' });
    }
  });
  return promise;
}

if (import.meta.main) {
  const { failed, lines } = judge(await audit(), readLockfile());
  console.log(lines.join('\n'));
  process.exitCode = failed ? 1 : 0;
}
