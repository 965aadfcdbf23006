/** The parsed form of a query filter: what the matcher evaluates and the planner reads. */

import type { Document, Regex, Value } from '../bson/values.ts';
import type { Collation } from '../collation.ts';
import type { Path } from './path.ts';

export type Comparison = 'eq' | 'lt' | 'lte' | 'gt' | 'gte';

export type Filter =
  | { kind: 'and' | 'or' | 'nor'; filters: Filter[] }
  | { kind: 'not'; filter: Filter }
  | { kind: 'compare'; path: Path; operator: Comparison; value: Value }
  | { kind: 'in'; path: Path; values: Value[]; patterns: Regex[] }
  | { kind: 'regex'; path: Path; pattern: Regex }
  | { kind: 'exists'; path: Path }
  | { kind: 'type'; path: Path; types: number[]; anyNumber: boolean }
  | { kind: 'size'; path: Path; size: number }
  | { kind: 'mod'; path: Path; divisor: bigint; remainder: bigint }
  | { kind: 'bits'; path: Path; test: BitTest; mask: bigint }
  | { kind: 'elemMatchObject'; path: Path; filter: Filter }
  /** The inner filters have the empty path: they apply to the element itself. */
  | { kind: 'elemMatchValue'; path: Path; filter: Filter }
  /** Anything that only runs, such as $expr and $jsonSchema. */
  | { kind: 'predicate'; name: string; test: (doc: Document) => boolean; implied?: ExprComparison[] }
  | { kind: 'valuePredicate'; path: Path; name: string; test: (value: Value | undefined) => boolean }
  | { kind: 'never' };

/** A comparison of a field with a constant that an $expr implies, by the total order of values: for index bounds. */
export interface ExprComparison {
  path: Path;
  operator: Comparison;
  value: Value;
}

export type BitTest = 'allSet' | 'allClear' | 'anySet' | 'anyClear';

/** What parsing and evaluating a query depend on besides the document. */
export interface QueryContext {
  collation: Collation | undefined;
  /** Values of $$ variables: `let` of the command and NOW, CLUSTER_TIME, USER_ROLES. */
  variables: Map<string, Value>;
}

/** The paths that a filter looks at, as far as they are known; $expr and its like tell none. */
export function pathsOf(filter: Filter): Path[] {
  if ('filters' in filter) return filter.filters.flatMap(pathsOf);
  if ('path' in filter) return [filter.path];
  return filter.kind === 'not' ? pathsOf(filter.filter) : [];
}

/** Names of the fields that decide whether a document matches; undefined when they are not known. */
export function fieldsOf(filter: Filter): Set<string> | undefined {
  if (filter.kind === 'predicate') return undefined;
  if ('path' in filter) return new Set(filter.path.slice(0, 1));
  if (filter.kind === 'never') return new Set();
  const names = new Set<string>();
  for (const inner of 'filters' in filter ? filter.filters : [filter.filter]) {
    const of = fieldsOf(inner);
    if (!of) return undefined;
    for (const name of of) names.add(name);
  }
  return names;
}
