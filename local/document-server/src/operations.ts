/** The operations that have paused: what $currentOp shows and killOp ends. */
import type { Document } from './bson/values.ts';
import { document } from './bson/values.ts';
import type { Connection } from './connection.ts';
import { ServerError } from './errors.ts';
import type { Engine } from './storage/engine.ts';
import type { Paused, TimeLimit, Turns } from './turns.ts';

/** A command in progress. */
interface RunningCommand {
  command: { name: string; retryable?: boolean; outlivesClient?: boolean };
  body: Document;
  connection: Connection;
  loggedNamespace: string;
  started: number;
  time: TimeLimit;
  server: { engine: Engine; turns: Turns; closing: boolean };
}

interface Operation {
  invocation: RunningCommand;
  killed: boolean;
}

export class Operations {
  readonly #running = new Map<number, Operation>();
  #lastId = 0;

  /** Runs the rest of a paused operation, which can be seen and killed meanwhile. */
  async finish<T>(rest: Paused<T>, invocation: RunningCommand): Promise<T> {
    const id = ++this.#lastId;
    const operation: Operation = { invocation, killed: false };
    this.#running.set(id, operation);
    try {
      return await invocation.server.turns.finish(rest, invocation.time, {
        committed: () => invocation.server.engine.committed(),
        interruption: () => interruption(operation),
      });
    } finally {
      this.#running.delete(id);
    }
  }

  /** False when there is no such operation. */
  kill(id: number): boolean {
    const operation = this.#running.get(id);
    if (operation) operation.killed = true;
    return operation !== undefined;
  }

  list(): Document[] {
    return [...this.#running].map(([opid, { invocation, killed }]) =>
      document({
        type: 'op',
        opid,
        active: true,
        connectionId: invocation.connection.id,
        appName: invocation.connection.appName,
        command: invocation.body,
        ns: invocation.loggedNamespace,
        op: OPERATION_KINDS[invocation.command.name] ?? 'command',
        killPending: killed ? true : undefined,
        microsecs_running: BigInt((Date.now() - invocation.started) * 1000),
        secs_running: BigInt(Math.floor((Date.now() - invocation.started) / 1000)),
      }),
    );
  }
}

const OPERATION_KINDS: Record<string, string> = {
  find: 'query',
  getMore: 'getmore',
  insert: 'insert',
  update: 'update',
  delete: 'remove',
};

function interruption({ invocation, killed }: Operation): ServerError | undefined {
  if (killed) return new ServerError('Interrupted', 'operation was interrupted');
  if (invocation.server.closing) return new ServerError('InterruptedAtShutdown', 'interrupted at shutdown');
  // Writes go on: the client may come back and ask again for what it did not see acknowledged.
  const { retryable, outlivesClient } = invocation.command;
  if (invocation.connection.closed && !retryable && !outlivesClient)
    return new ServerError('ClientDisconnect', 'operation was interrupted because a client disconnected');
  return undefined;
}
