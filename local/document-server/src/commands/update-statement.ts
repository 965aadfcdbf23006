/** One update statement against a collection: what update, findAndModify and bulkWrite share. */
import type { Document, Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { PlannedQuery } from '../planner/query.ts';
import type { QueryContext } from '../query/filter.ts';
import type { MatchDetails } from '../query/match.ts';
import type { Collection } from '../storage/collection.ts';
import { PAUSE, type Paused } from '../turns.ts';
import { checkId } from '../update/names.ts';
import type { Update } from '../update/types.ts';
import { parseUpdate } from '../update/update.ts';
import { buildUpsert } from '../update/upsert.ts';
import type { Invocation } from './invocation.ts';
import { defineVariables } from './let.ts';
import { rowsToWrite } from './rows-to-write.ts';
import { validatorOf } from './validation.ts';

export interface UpdateStatement {
  filter: Document;
  update: Value | undefined;
  arrayFilters?: Value | undefined;
  constants?: Value | undefined;
  sort?: Document | undefined;
  hint?: Value | undefined;
  collation?: Value | undefined;
  multi: boolean;
  upsert: boolean;
  bypassValidation: boolean;
}

export interface UpdateOutcome {
  matched: number;
  modified: number;
  /** Of a single update: the document before and after. */
  before?: Document | undefined;
  after?: Document | undefined;
  upsertedId?: Value | undefined;
  matchedOffset?: number | undefined;
}

/** Variables of `let` and constants `c` apply to the statement alone. */
export function statementContext(
  invocation: Invocation,
  collection: Collection | undefined,
  collation: Value | undefined,
  constants: Value | undefined,
): QueryContext {
  const context = invocation.queryContext(invocation.collationFor(collection, collation));
  defineVariables(invocation.body.get('let'), context);
  defineVariables(constants, context);
  return context;
}

/** Runs one statement. A missing collection matches nothing, and only an upsert creates it. */
export function* runUpdate(
  invocation: Invocation,
  [database, name]: [string, string],
  statement: UpdateStatement,
): Paused<UpdateOutcome> {
  const collection = invocation.catalog.get(database, name);
  invocation.refuseView(collection);
  const context = statementContext(invocation, collection, statement.collation, statement.constants);
  const update = parseUpdate(statement.update, statement.arrayFilters, statement.constants, context);
  if (statement.multi && update.kind === 'replacement') {
    throw new ServerError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  if (statement.multi && statement.sort) {
    throw new ServerError('FailedToParse', 'Cannot specify sort with multi=true');
  }
  const query = new PlannedQuery(
    collection,
    { filter: statement.filter, sort: statement.sort, hint: statement.hint, limit: statement.multi ? 0 : 1 },
    context,
  );
  const outcome: UpdateOutcome = collection
    ? yield* applyToMatches(invocation, collection, query, update, statement)
    : { matched: 0, modified: 0 };
  if (outcome.matched === 0 && statement.upsert) {
    const inserted = buildUpsert(query.filter, update);
    const target = invocation.catalog.getOrCreate(database, name);
    validatorOf(target, statement.bypassValidation)(inserted);
    outcome.after = target.insert(inserted);
    outcome.upsertedId = outcome.after.get('_id') as Value;
  }
  return outcome;
}

function* applyToMatches(
  invocation: Invocation,
  collection: Collection,
  query: PlannedQuery,
  update: Update,
  { multi, bypassValidation }: UpdateStatement,
): Paused<UpdateOutcome> {
  const validate = validatorOf(collection, bypassValidation);
  const outcome: UpdateOutcome = { matched: 0, modified: 0 };
  const details: MatchDetails = {};
  // A document that the update moves ahead of an index scan must not be met again.
  const done = multi ? new Set<number>() : undefined;
  for (const row of rowsToWrite(invocation, query, details)) {
    if (row === PAUSE) {
      yield PAUSE;
      continue;
    }
    if (done) {
      if (done.has(row.record)) continue;
      done.add(row.record);
    }
    const before = row.doc;
    const after = update.apply(before, { matchedOffset: details.offset, inserting: false });
    outcome.matched++;
    if (after !== before) {
      checkUpdatedId(before, after);
      validate(after, before);
      collection.replace(row.record, before, after);
      outcome.modified++;
    }
    if (!multi) {
      outcome.before = before;
      outcome.after = after;
      outcome.matchedOffset = details.offset;
      break;
    }
  }
  return outcome;
}

function checkUpdatedId(before: Document, after: Document): void {
  if (!before.has('_id')) checkId(after.get('_id'));
}
