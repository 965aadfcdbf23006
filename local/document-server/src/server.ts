/** The server: storage, cursors, sessions and the TCP listener, put together. */
import { createServer, type Socket, type Server as TcpServer } from 'node:net';
import { registerOperators } from './aggregation/expression.ts';
import { operators } from './aggregation/operators/all.ts';
import { registerStages } from './aggregation/pipeline.ts';
import { stages } from './aggregation/stages/all.ts';
import { ObjectId } from './bson/values.ts';
import { allCommands } from './commands/all.ts';
import type { Command } from './commands/command.ts';
import { Dispatcher } from './commands/dispatch.ts';
import { Cursors } from './cursors.ts';
import { FailPoints } from './fail-points.ts';
import { Operations } from './operations.ts';
import type { ServerContext } from './server-context.ts';
import { Sessions } from './sessions.ts';
import { Catalog } from './storage/catalog.ts';
import { Engine } from './storage/engine.ts';
import { TtlSweeper } from './storage/ttl.ts';
import { Turns } from './turns.ts';
import { serveConnection } from './wire/connection.ts';

registerOperators(operators);
registerStages(stages);

export interface ServerOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** Address to listen on; the loopback address unless told otherwise. */
  host?: string;
  /** Directory of the data file; absent: everything stays in memory. */
  dataDir?: string;
  /** Seconds between two sweeps for documents that a TTL index has expired; 60 as in MongoDB. */
  ttlInterval?: number;
  /** Receives defects of the server itself; stderr by default. */
  onInternalError?: (error: unknown) => void;
}

export class Server implements ServerContext {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly cursors = new Cursors();
  readonly sessions: Sessions;
  readonly failPoints = new FailPoints();
  readonly operations = new Operations();
  readonly turns = new Turns();
  readonly started = new Date();
  readonly processId = new ObjectId();
  readonly inMemory: boolean;
  readonly counters = { connections: 0, totalConnections: 0, requests: 0 };
  readonly #options: ServerOptions;
  readonly #dispatcher: Dispatcher;
  readonly #sweeper: TtlSweeper;
  readonly #sockets = new Set<Socket>();
  #tcp: TcpServer | undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.inMemory = options.dataDir === undefined;
    this.engine = new Engine(options.dataDir);
    try {
      this.catalog = new Catalog(this.engine);
      this.sessions = new Sessions(this.engine);
    } catch (error) {
      void this.engine.close();
      throw error;
    }
    this.#dispatcher = new Dispatcher(this, allCommands);
    this.#sweeper = new TtlSweeper(this, (options.ttlInterval ?? 60) * 1000);
  }

  /** Starts to listen and resolves to the port. */
  async listen(): Promise<number> {
    const tcp = createServer((socket) => this.#accept(socket));
    this.#tcp = tcp;
    const host = this.#options.host ?? '127.0.0.1';
    await new Promise<void>((resolve, reject) => {
      tcp.once('error', reject);
      tcp.listen({ port: this.#options.port ?? 0, host }, resolve);
    });
    this.#sweeper.start();
    const address = tcp.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    this.counters.connections++;
    const id = ++this.counters.totalConnections;
    const address = socket.localAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? '';
    const host = address.includes(':') ? `[${address}]` : address;
    const localAddress = `${host}:${socket.localPort}`;
    const connection = { id, localAddress, closed: false, close: () => socket.destroy() };
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.counters.connections--;
      connection.closed = true;
    });
    serveConnection(socket, connection, this.#dispatcher);
  }

  command(name: string): Command | undefined {
    return this.#dispatcher.command(name);
  }

  commandNames(): string[] {
    return this.#dispatcher.commands.map(({ name }) => name).sort();
  }

  log(error: unknown): void {
    if (this.#options.onInternalError) this.#options.onInternalError(error);
    else console.error(error);
  }

  closing = false;

  /** Stops listening, cuts the connections and closes the data file. Everything acknowledged is kept. */
  async close(): Promise<void> {
    this.closing = true;
    this.#sweeper.stop();
    const tcp = this.#tcp;
    if (tcp?.listening) {
      const closed = new Promise<void>((resolve) => tcp.close(() => resolve()));
      for (const socket of this.#sockets) socket.destroy();
      await closed;
    }
    await this.engine.close();
  }
}
