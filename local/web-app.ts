/** Builds the web app before it is served or packaged. */
import { join } from 'node:path';
import { isCurrent } from '../clients/web/build-inputs.ts';
import { startChild } from './child.ts';
import { ROOT } from './root.ts';
import { UserError } from './user-error.ts';

/**
 * Builds the web app when it is missing or older than its sources. Runs in a separate process, so that the bundler's memory is
 * released. @throws UserError with the bundler's message
 */
export async function ensureWebApp(): Promise<void> {
  if (isCurrent()) return;
  const lines: string[] = [];
  const child = startChild(join(ROOT, 'clients/web/build.ts'), [], {
    cwd: ROOT,
    env: process.env,
    onLine: (line) => lines.push(line),
  });
  const how = await child.ended;
  if (how !== 'with code 0') throw new UserError(lines.join('\n') || `Building the web app ended ${how}`);
}
