/**
 * What a function can ask of AWS at all: its bundle, as esbuild shakes it, holds exactly the store functions that its handler
 * leads to, and each of them spells its command and its table, its requests to the queues and the bucket, or the method of its
 * request to the management API.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Grants } from '../../../deploy/roles.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** esbuild marks where each file's part of a bundle begins. */
const FILE_MARK = /^\/\/ (lib\/\S+\.ts)$/m;
const COMMAND = /new (?:\w+\.)?(\w+)Command\(/g;
const TABLE = /tableName\("([\w-]+)"\)/;
/** In lib/platform/queue.ts: the action and its queue. A permission for an action covers its batches. */
const QUEUE_REQUEST = /"AmazonSQS\.(\w+?)(?:Batch)?",\s*config\.(\w+)/g;
const QUEUE_GRANTS: Record<string, string> = {
  queue: 'queue',
  fanOutQueue: 'fan-out',
  previewQueue: 'previews',
  notificationsQueue: 'notifications',
};
/** In lib/platform/files.ts: the permissions of each request. */
const FILES_PERMISSION = /"((?:Get|Put|Delete)Object|ListBucket)"/g;
/** In lib/realtime/sockets.ts. */
const SOCKET_REQUEST = /\breach\("(POST|DELETE)"/g;

const foundIn = (code: string, what: RegExp): string[] => [
  ...new Set([...code.matchAll(what)].map(([, name = '']) => name)),
];

/** @param entries paths below the root, such as functions/auth/login.ts @returns what each can call, by its path */
export async function reachableCalls(entries: string[]): Promise<Record<string, Grants>> {
  const { outputFiles } = await build({
    entryPoints: entries.map((entry) => join(ROOT, entry)),
    absWorkingDir: ROOT,
    outbase: ROOT,
    outdir: ROOT,
    bundle: true,
    write: false,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'error',
  });
  return Object.fromEntries(
    outputFiles.map(({ path, text }) => [path.slice(ROOT.length + 1).replace(/\.js$/, '.ts'), callsIn(text)]),
  );
}

function callsIn(bundle: string): Grants {
  const [, ...parts] = bundle.split(FILE_MARK);
  const grants: Record<string, string[]> = {};
  for (let index = 0; index < parts.length; index += 2) {
    const [file, code = ''] = [parts[index], parts[index + 1]];
    if (file === 'lib/realtime/sockets.ts') {
      grants.sockets = foundIn(code, SOCKET_REQUEST);
      continue;
    }
    if (file === 'lib/platform/queue.ts') {
      for (const [, action = '', queue = ''] of code.matchAll(QUEUE_REQUEST)) {
        grants[QUEUE_GRANTS[queue] ?? queue] = [action];
      }
      continue;
    }
    if (file === 'lib/platform/files.ts') {
      const permissions = foundIn(code, FILES_PERMISSION);
      if (permissions.length > 0) grants.files = permissions;
      continue;
    }
    const commands = foundIn(code, COMMAND);
    if (commands.length === 0) continue;
    const [, table] = TABLE.exec(code) ?? [];
    if (!table) throw new Error(`${file} sends commands, but names no table`);
    grants[table] = [...new Set([...(grants[table] ?? []), ...commands])];
  }
  return grants as Grants;
}
