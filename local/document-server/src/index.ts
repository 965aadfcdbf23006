/**
 * An embedded server that speaks MongoDB's wire protocol and stores its data with SQLite.
 *
 * @example
 * const server = await startDocumentServer({ dataDir: '.data' });
 * const client = new MongoClient(server.uri);
 */
import { Server, type ServerOptions } from './server.ts';
import { DataDirectoryError } from './storage/engine.ts';

export { DataDirectoryError, type ServerOptions };

export interface DocumentServer {
  /** Works with any driver as it is: no further options are needed. */
  uri: string;
  port: number;
  /** Stops the server; everything that was acknowledged is kept. */
  close(): Promise<void>;
}

/**
 * Starts a server in this process.
 * @throws DataDirectoryError when the data directory cannot be used; the system's error when the port cannot.
 */
export async function startDocumentServer(options: ServerOptions = {}): Promise<DocumentServer> {
  const server = new Server(options);
  try {
    const port = await server.listen();
    const host = options.host ?? '127.0.0.1';
    const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    const uri = `mongodb://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}/`;
    return { uri, port, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}
