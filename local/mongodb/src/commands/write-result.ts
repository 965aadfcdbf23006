/** What the write commands share: ordered and unordered lists of statements and their errors. */
import type { Document, Value } from '../bson/values.ts';
import { ServerError, toServerError, writeError } from '../errors.ts';
import { PAUSE, type Paused, sliceIsOver } from '../turns.ts';
import type { Invocation } from './invocation.ts';

const MAX_BATCH = 100_000;

/** Runs the statements; an ordered batch ends at its first failure. Only client errors become write errors. */
export function* runStatements<T>(
  invocation: Invocation,
  statements: readonly T[],
  listName: string,
  run: (statement: T, index: number) => Paused<void> | undefined,
): Paused<Value[] | undefined> {
  if (statements.length === 0 || statements.length > MAX_BATCH) {
    throw new ServerError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${statements.length} operations. (${listName})`,
    );
  }
  // Its answer is stored with its writes, in one transaction.
  if (invocation.isRetryable && statements.length > 1) invocation.time.holdTurn();
  const ordered = invocation.flag('ordered', true);
  const errors: Document[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      const running = run(statement, index);
      if (running) yield* running;
    } catch (error) {
      const known = toServerError(error);
      if (known.code === 1 || known.isInterruption) throw error;
      errors.push(writeError(index, known));
      if (ordered) break;
    }
    if (sliceIsOver()) yield PAUSE;
  }
  return errors.length > 0 ? errors : undefined;
}
