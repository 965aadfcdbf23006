/** A query from its parts to its rows: filter, sort, skip, limit, hint. */

import { equalValues } from '../bson/compare.ts';
import type { Document, Value } from '../bson/values.ts';
import { isDocument } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Filter, QueryContext } from '../query/filter.ts';
import { compileFilter, type MatchDetails } from '../query/match.ts';
import { parseFilter } from '../query/parse.ts';
import { parseSort } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import { PAUSE, type Pause, type Paused, sliceIsOver } from '../turns.ts';
import type { Plan, SortField } from './access.ts';
import { coveredResults, isCovered, keysOnlyScan } from './covered.ts';
import { scan } from './execute.ts';
import { keyScan } from './index-scan.ts';
import { choosePlan } from './plan.ts';
import type { ExecutionContext, ScannedRow } from './rows.ts';
import { sortScannedRows } from './sort-rows.ts';

export interface QueryRequest {
  filter: Document | undefined;
  sort?: Document | undefined;
  hint?: Value | undefined;
  skip?: number | undefined;
  /** 0 and undefined mean none. */
  limit?: number | undefined;
}

/** A query that knows its plan. */
export class PlannedQuery {
  readonly collection: Collection | undefined;
  readonly filter: Filter;
  readonly plan: Plan | undefined;
  readonly sort: SortField[] | undefined;
  readonly skip: number;
  readonly limit: number | undefined;
  readonly context: QueryContext;

  constructor(collection: Collection | undefined, request: QueryRequest, context: QueryContext) {
    this.collection = collection;
    this.context = context;
    this.filter = parseFilter(request.filter ?? new Map(), context);
    const sort = parseSort(request.sort);
    this.sort = sort && sort.fields.length > 0 ? sort.fields : undefined;
    this.skip = request.skip ?? 0;
    this.limit = request.limit || undefined;
    if (!collection) {
      if (request.hint !== undefined) resolveHint(undefined, request.hint);
      return;
    }
    const hint = request.hint === undefined ? undefined : resolveHint(collection, request.hint);
    this.plan = choosePlan(collection, {
      filter: this.filter,
      sort: this.sort,
      collation: context.collation,
      hint: sort?.natural && !hint ? { natural: sort.natural } : hint,
    });
  }

  /** Paths that the index gives without the document; set for a plain projection that an index covers. */
  coveredPaths: string[] | undefined;

  /** Tries to answer a projection of these paths from the index alone. */
  cover(paths: string[]): void {
    const scan = keysOnlyScan(this.plan);
    if (scan && isCovered(scan, paths)) this.coveredPaths = paths;
  }

  *covered(project: (doc: Document) => Document, execution: ExecutionContext): Generator<Document | Pause> {
    const scan = keysOnlyScan(this.plan);
    if (!scan || !this.collection || !this.coveredPaths) return;
    const end = this.limit === undefined ? undefined : this.skip + this.limit;
    const results = coveredResults(this.collection, scan, this.coveredPaths, project, {
      execution,
      expected: end,
    });
    let position = 0;
    for (const doc of results) {
      if (position++ >= this.skip) yield doc;
      if (position === end) return;
      if (position % 16 === 0 && sliceIsOver()) yield PAUSE;
    }
  }

  /** How many rows there are, read from the index or the collection's own count where they know. */
  *count(execution: ExecutionContext): Paused<number> {
    const { collection, skip, limit } = this;
    if (!collection) return 0;
    let n = 0;
    if (this.filter.kind === 'and' && this.filter.filters.length === 0) n = collection.count();
    else {
      const scan = keysOnlyScan(this.plan);
      if (!scan || scan.index.isMultikey) {
        for (const row of this.rows(execution)) {
          if (row === PAUSE) yield PAUSE;
          else n++;
        }
        return n;
      }
      for (const _ of keyScan(collection, scan, { execution, expected: undefined })) {
        if (++n === skip + (limit ?? Number.NaN)) break;
        if (n % 64 === 0 && sliceIsOver()) yield PAUSE;
      }
    }
    const rest = Math.max(n - skip, 0);
    return limit === undefined ? rest : Math.min(rest, limit);
  }

  /** The rows in order, as lazily as the plan allows. `details` receives the matched array offset of each row. */
  *rows(execution: ExecutionContext, details?: MatchDetails): Generator<ScannedRow | Pause> {
    if (!this.collection || !this.plan) return;
    const { plan, skip, limit } = this;
    const order = this.context.collation?.compare;
    const end = limit === undefined ? undefined : skip + limit;
    const expected = plan.sorted ? end : undefined;
    const filter = { residual: plan.residual, order };
    const source = scan(this.collection, plan.access, filter, { execution, expected });
    const ordered = plan.sorted
      ? source
      : sortScannedRows(this.collection, source, this.sort as SortField[], end, order);
    const locate = details && compileFilter(this.filter, order);
    let position = 0;
    for (const row of ordered) {
      if (row === PAUSE) {
        yield PAUSE;
        continue;
      }
      if (end !== undefined && position >= end) return;
      if (position++ < skip) continue;
      if (locate) {
        details.offset = undefined;
        locate(row.doc, details);
      }
      yield row;
      if (position === end) return;
    }
  }
}

function resolveHint(
  collection: Collection | undefined,
  hint: Value,
): CollectionIndex | { natural: 1 | -1 } | undefined {
  if (isDocument(hint)) {
    if (hint.size === 0) return undefined;
    if (hint.has('$natural')) return { natural: hint.get('$natural') === -1 ? -1 : 1 };
    const found = collection?.indexes.find((index) => equalValues(index.pattern, hint));
    if (found || !collection) return found;
  } else if (typeof hint === 'string') {
    const found = collection?.index(hint);
    if (found || !collection) return found;
  } else {
    throw new ServerError('FailedToParse', 'Hint must be a string or an object');
  }
  throw new ServerError(
    'BadValue',
    'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
  );
}
