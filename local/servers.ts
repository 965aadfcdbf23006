/** The embedded servers, each a separate process. */
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';
import { UserError } from './user-error.ts';

export interface EmbeddedServer extends Child {
  address: string;
}

const scriptOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** @throws UserError with the server's last line when it cannot start */
async function start(script: string, args: string[], ready: RegExp): Promise<EmbeddedServer> {
  const lines: string[] = [];
  const { promise: address, resolve } = Promise.withResolvers<string>();
  const child = startChild(script, args, {
    env: process.env,
    onLine: (line) => {
      lines.push(line);
      const [, found] = ready.exec(line) ?? [];
      if (found) resolve(found);
    },
  });
  const failed = child.ended.then((how) => {
    throw new UserError(lines.at(-1) ?? `${script} ended ${how} before it was ready`);
  });
  // After the start, callers watch `ended`.
  failed.catch(() => {});
  return { ...child, address: await Promise.race([address, failed]) };
}

/** @param dataDir absent: in memory @param port 0 for any free one */
export const startMongodb = (dataDir?: string, port = 0): Promise<EmbeddedServer> =>
  start(
    scriptOf('./document-server/bin/document-server.js'),
    ['--parent', '--port', String(port), ...(dataDir === undefined ? [] : ['--data', dataDir])],
    /^document server ready on (mongodb:\S+)$/,
  );

/** @param dataDir where it keeps its files; absent: in memory */
const startDynamodb = (dataDir?: string): Promise<EmbeddedServer> =>
  start(scriptOf('./dynamodb.ts'), dataDir === undefined ? [] : [dataDir], /^dynamodb ready on (http:\S+)$/);

/** @param dataDir where it keeps its files; absent: in memory */
const startQueues = (dataDir?: string): Promise<EmbeddedServer> =>
  start(scriptOf('./queues.ts'), dataDir === undefined ? [] : [dataDir], /^queues ready on (http:\S+)$/);

/** @param dataDir where it keeps its files; absent: in a temporary directory */
const startFiles = (dataDir?: string): Promise<EmbeddedServer> =>
  start(scriptOf('./files.ts'), dataDir === undefined ? [] : [dataDir], /^files ready on (http:\S+)$/);

/** The local stand-ins for AWS services. docs/architecture.md lists their limitations. */
export const STAND_INS = {
  mongodb: { name: 'The embedded MongoDB server', start: startMongodb },
  dynamodb: { name: 'The embedded DynamoDB server', start: startDynamodb },
  queues: { name: 'The embedded queue server', start: startQueues },
  files: { name: 'The embedded file server', start: startFiles },
} as const;

/** Also the name of its folder in the data directory. */
export type StandIn = keyof typeof STAND_INS;
