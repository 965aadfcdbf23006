import { type Document, document } from '../bson/values.ts';
import type { Result } from '../cursors.ts';
import { ServerError } from '../errors.ts';
import type { Pause, Paused } from '../turns.ts';
import { ok } from './command.ts';
import type { Invocation } from './invocation.ts';

/** How MongoDB names what an error has happened in. */
export function executorOf(invocation: Invocation): string {
  if (invocation.command.name === 'aggregate') return 'PlanExecutor error during aggregation';
  return `Executor error during ${invocation.name} command: ${invocation.loggedNamespace}`;
}

/** The first batch of a cursor, which stays open if there is more. */
export function* cursorReply(
  invocation: Invocation,
  results: Generator<Result | Pause>,
  {
    batchSize,
    single = false,
    namespace,
  }: { batchSize: number | undefined; single?: boolean; namespace?: string },
): Paused<Document> {
  if (batchSize !== undefined && batchSize < 0) {
    throw new ServerError(51024, `BSON field 'batchSize' value must be >= 0, actual value '${batchSize}'`);
  }
  const { cursors } = invocation.server;
  const ns = namespace ?? invocation.namespace;
  const cursor = cursors.create(ns, results, invocation.sessionId, invocation.flag('noCursorTimeout'));
  const { documents, exhausted } = yield* cursors.fill(cursor, batchSize, executorOf(invocation));
  if (single && !exhausted) cursors.kill(cursor.id);
  return ok({ cursor: document({ firstBatch: documents, id: exhausted || single ? 0n : cursor.id, ns }) });
}
