/** What the write commands share: ordered and unordered lists of statements and their errors. */
import type { Value } from '../bson/values.ts';
import { ServerError, toServerError, writeError } from '../errors.ts';
import { PAUSE, type Paused, sliceIsOver } from '../turns.ts';
import type { Invocation } from './invocation.ts';
import { progressOf, rememberProgress } from './progress.ts';

const MAX_BATCH = 100_000;

/** What a batch has done so far. */
export interface Batch {
  n: number;
  nModified: number;
  upserted: Value[];
  writeErrors: Value[];
}

/**
 * Runs the statements; an ordered batch ends at its first failure. Only client errors become write errors. At each
 * pause a retryable batch stores how far it is, with its writes: a retry goes on from there.
 */
export function* runStatements<T>(
  invocation: Invocation,
  statements: readonly T[],
  listName: string,
  run: (statement: T, index: number, batch: Batch) => Paused<void> | undefined,
): Paused<Batch> {
  if (statements.length === 0 || statements.length > MAX_BATCH) {
    throw new ServerError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${statements.length} operations. (${listName})`,
    );
  }
  const { batch, done } = resumed(invocation);
  const ordered = invocation.flag('ordered', true);
  let index = done;
  try {
    while (index < statements.length) {
      if (ordered && batch.writeErrors.length > 0) break;
      try {
        const running = run(statements[index] as T, index, batch);
        while (running && !running.next().done) {
          storeProgress(invocation, batch, index);
          yield PAUSE;
        }
      } catch (error) {
        const known = toServerError(error);
        if (known.code === 1 || known.isInterruption) throw error;
        batch.writeErrors.push(writeError(index, known));
      }
      index++;
      invocation.time.releaseTurn();
      if (index < statements.length && sliceIsOver()) {
        storeProgress(invocation, batch, index);
        yield PAUSE;
      }
    }
  } catch (error) {
    if (toServerError(error).isInterruption) storeProgress(invocation, batch, index);
    throw error;
  }
  return batch;
}

function storeProgress(invocation: Invocation, batch: Batch, done: number): void {
  rememberProgress(invocation, { ...batch }, done);
}

function resumed({ progress }: Invocation): { batch: Batch; done: number } {
  const list = (name: string): Value[] => (progress?.get(name) ?? []) as Value[];
  const number = (name: string): number => (progress?.get(name) ?? 0) as number;
  return {
    batch: {
      n: number('n'),
      nModified: number('nModified'),
      upserted: list('upserted'),
      writeErrors: list('writeErrors'),
    },
    done: progressOf(progress),
  };
}

/** A list for the answer, which leaves out empty ones. */
export const unlessEmpty = (list: Value[]): Value[] | undefined => (list.length > 0 ? list : undefined);
