/** What the write commands share: ordered and unordered lists of statements and their errors. */
import type { Document, Value } from '../bson/values.ts';
import { ServerError, toServerError, writeError } from '../errors.ts';
import type { Invocation } from './invocation.ts';

const MAX_BATCH = 100_000;

/** Runs the statements; an ordered batch ends at its first failure. Only client errors become write errors. */
export function runStatements<T>(
  invocation: Invocation,
  statements: readonly T[],
  listName: string,
  run: (statement: T, index: number) => void,
): Value[] | undefined {
  if (statements.length === 0 || statements.length > MAX_BATCH) {
    throw new ServerError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${statements.length} operations. (${listName})`,
    );
  }
  const ordered = invocation.flag('ordered', true);
  const errors: Document[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      const known = toServerError(error);
      if (known.code === 1) throw error;
      errors.push(writeError(index, known));
      if (ordered) break;
    }
  }
  return errors.length > 0 ? errors : undefined;
}
