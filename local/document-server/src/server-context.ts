/** What commands need of the server around them. */
import type { ObjectId } from './bson/values.ts';
import type { CommandTraits } from './commands/command-traits.ts';
import type { Cursors } from './cursors.ts';
import type { FailPoints } from './fail-points.ts';
import type { Operations } from './operations.ts';
import type { Sessions } from './sessions.ts';
import type { Catalog } from './storage/catalog.ts';
import type { Engine } from './storage/engine.ts';
import type { Turns } from './turns.ts';

export interface ServerContext {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly cursors: Cursors;
  readonly sessions: Sessions;
  readonly failPoints: FailPoints;
  readonly operations: Operations;
  readonly turns: Turns;
  readonly started: Date;
  /** Identifies this process to drivers, which drop their pools when it changes. */
  readonly processId: ObjectId;
  readonly inMemory: boolean;
  readonly counters: { connections: number; totalConnections: number; requests: number };
  /** Set once the server is stopping: commands that still arrive get no answer. */
  readonly closing: boolean;
  command(name: string): CommandTraits | undefined;
  commandNames(): string[];
  /** Reports a defect of the server itself. */
  log(error: unknown): void;
}
