/** The embedded MongoDB-compatible server as a process of its own. */
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';
import { UserError } from './user-error.ts';

const MONGOD = fileURLToPath(new URL('./mongodb/bin/mongod.js', import.meta.url));
const READY = /^mongod ready on (mongodb:\S+)$/;

export interface Database extends Child {
  uri: string;
}

/**
 * @param dataDir where it keeps its files; absent: in memory
 * @param port 0 for any that is free
 * @throws UserError with the server's own line when it cannot start
 */
export async function startDatabase(dataDir?: string, port = 0): Promise<Database> {
  const lines: string[] = [];
  const { promise: ready, resolve } = Promise.withResolvers<string>();
  const args = ['--parent', '--port', String(port), ...(dataDir === undefined ? [] : ['--data', dataDir])];
  const child = startChild(MONGOD, args, {
    env: process.env,
    onLine: (line) => {
      lines.push(line);
      const [, uri] = READY.exec(line) ?? [];
      if (uri) resolve(uri);
    },
  });
  const failed = child.ended.then((how) => {
    throw new UserError(lines.at(-1) ?? `The database ended ${how} before it was ready`);
  });
  // Once it is ready, its end is for whoever watches `ended`.
  failed.catch(() => {});
  return { ...child, uri: await Promise.race([ready, failed]) };
}
