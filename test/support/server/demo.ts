/** The demo's data for tests of whole products, written by the command in a separate process. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '../../../local/demo/cli.ts');

export interface Ended {
  code: number;
  lines: string[];
}

/** `npm run demo -- …`, as on a terminal-less machine. @returns also when it fails */
export function runDemo(...args: string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  // An external MongoDB is one that the tests were given.
  const all = process.env.MONGODB_URI ? [...args, '--external'] : args;
  execFile(process.execPath, [CLI, ...all], (error, stdout, stderr) => {
    const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
    resolve({ code, lines: (stdout + stderr).trim().split('\n') });
  });
  return promise;
}

/**
 * Fills a conversation of two registered accounts that have none yet with that many messages, spread over half a year.
 * Takes about a second for 20,000. @param dataDir of a running product
 */
export async function seedConversation(
  dataDir: string,
  members: [string, string],
  messages: number,
): Promise<void> {
  const between = ['--between', members.join(','), '--messages', String(messages)];
  const { code, lines } = await runDemo('--data', dataDir, ...between);
  if (code !== 0) throw new Error(lines.join('\n'));
}
