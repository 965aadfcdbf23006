/** A server process of a checkout, with a data directory on disk that is removed in the end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';

export interface Running {
  db: Db;
  pid: number;
  /** Of the data file. */
  bytes(): Promise<number>;
  stop(): Promise<void>;
}

/** `directory` holds this package, perhaps of a version before 0.2.0. */
export async function startServer(directory: string): Promise<Running> {
  const dataDir = await mkdtemp(join(tmpdir(), 'document-server-bench-'));
  const bin = ['bin/document-server.js', 'bin/mongod.js']
    .map((name) => join(directory, name))
    .find(existsSync);
  if (!bin) throw new Error(`${directory} holds no server`);
  const server = spawn(process.execPath, [bin, '--port', '0', '--data', dataDir, '--parent'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  // A server that works on one operation for minutes does not answer the driver's monitor.
  const patience = { connectTimeoutMS: 600_000, heartbeatFrequencyMS: 600_000 };
  const client = await new MongoClient(
    /ready on (\S+)/.exec(String(line))?.[1] as string,
    patience,
  ).connect();
  return {
    db: client.db('bench'),
    pid: server.pid as number,
    bytes: async () => (await stat(join(dataDir, 'data.sqlite'))).size,
    async stop() {
      await client.close();
      server.stdin.end();
      await once(server, 'exit');
      await rm(dataDir, { recursive: true });
    },
  };
}
