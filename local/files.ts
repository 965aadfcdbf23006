/**
 * S3's local stand-in, as a separate process, with one bucket (docs/decisions/056-a-stand-in-for-s3.md).
 * Argument: the directory; without one it uses a temporary one and removes it. Prints one line when it is ready; ends with its parent.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCorsRule } from './bucket/cors.ts';
import { bucketServer } from './bucket/server.ts';
import { FileStore } from './bucket/store.ts';
import { FILES_BUCKET, FILES_KEY } from './files-bucket.ts';

const [dataDir] = process.argv.slice(2);
const directory = dataDir ?? mkdtempSync(join(tmpdir(), 'corechat-files-'));
const PORT_FILE = join(directory, 'port');

/** The same port as the last time: the Content-Security-Policy of an open page allows no other. */
function lastPort(): number {
  try {
    return Number.parseInt(readFileSync(PORT_FILE, 'utf8'), 10) || 0;
  } catch {
    return 0;
  }
}

try {
  const store = new FileStore(directory);
  const server = createServer(
    bucketServer({ bucket: FILES_BUCKET, store, key: FILES_KEY, cors: readCorsRule() }),
  );
  const stop = () => {
    server.close(() => {
      if (dataDir === undefined) rmSync(directory, { recursive: true, force: true });
      process.exit();
    });
    server.closeAllConnections();
  };
  process.on('SIGTERM', stop);
  // Ignores Ctrl-C, which the parent handles; this process ends with its parent.
  process.on('SIGINT', () => {});
  process.stdin.on('close', stop).resume();
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(lastPort()).catch(() => listen(0));
  const { port } = server.address() as AddressInfo;
  if (dataDir !== undefined) writeFileSync(PORT_FILE, String(port));
  console.log(`files ready on http://127.0.0.1:${port}`);
} catch (error) {
  console.error(`The files' store in ${directory} cannot be opened: ${(error as Error).message}`);
  process.exit(1);
}
