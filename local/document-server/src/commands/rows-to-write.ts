import type { PlannedQuery } from '../planner/query.ts';
import { ScannedRow } from '../planner/rows.ts';
import { compileFilter, type MatchDetails, type Matcher } from '../query/match.ts';
import { PAUSE, type Pause } from '../turns.ts';
import type { Invocation } from './invocation.ts';

/**
 * The rows that a write changes, each as it is stored at that moment. Other writes may come in during a pause: a row
 * that no longer matches is left out, and a query for a single row starts again, because another row may be its first now.
 */
export function* rowsToWrite(
  invocation: Invocation,
  query: PlannedQuery,
  details: MatchDetails,
): Generator<ScannedRow | Pause> {
  const matches = compileFilter(query.filter, query.context.collation?.compare);
  let paused = false;
  for (const row of query.rows(invocation.execution(), details)) {
    if (row === PAUSE) {
      paused = true;
      yield PAUSE;
      continue;
    }
    const current = paused ? currentRow(query, row, matches, details) : row;
    if (!current) {
      if (query.limit === undefined) continue;
      yield PAUSE;
      return yield* rowsToWrite(invocation, query, details);
    }
    // A retried write is answered from what is stored with it: both must be committed together.
    if (invocation.isRetryable) invocation.time.holdTurn();
    yield current;
  }
}

/** The row as it is now; undefined when it was deleted or no longer matches. */
function currentRow(
  { collection }: PlannedQuery,
  row: ScannedRow,
  matches: Matcher,
  details: MatchDetails,
): ScannedRow | undefined {
  const bytes = collection?.fetch(row.record);
  if (!bytes) return undefined;
  if (Buffer.compare(bytes, row.bytes) === 0) return row;
  const current = new ScannedRow(row.record, bytes);
  details.offset = undefined;
  return matches(current.doc, details) ? current : undefined;
}
