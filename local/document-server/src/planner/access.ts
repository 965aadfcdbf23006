/** How a query reaches its documents, as data. */
import type { Collation } from '../collation.ts';
import type { Filter } from '../query/filter.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import type { Interval } from './intervals.ts';
import type { KeyRanges } from './key-ranges.ts';

export interface SortField {
  path: string;
  direction: 1 | -1;
}

export interface IndexScan {
  stage: 'IXSCAN';
  index: CollectionIndex;
  ranges: KeyRanges;
  /** Per field of the index; for explain. */
  intervals: Interval[][];
  direction: 1 | -1;
  /** There are several ranges, each in the order that was asked for, which must be merged to have it. */
  merge: boolean;
  /** The predicates that the bounds express in full. */
  exact: Set<Filter>;
}

export interface CollectionScan {
  stage: 'COLLSCAN';
  direction: 1 | -1;
}

export interface UnionScan {
  stage: 'OR';
  scans: IndexScan[];
}

export type Access = IndexScan | CollectionScan | UnionScan;

export interface Plan {
  access: Access;
  /** What is left to test on each document; undefined when the bounds said it all. */
  residual: Filter | undefined;
  /** The access delivers the order that was asked for. */
  sorted: boolean;
}

export interface PlanRequest {
  filter: Filter;
  sort: SortField[] | undefined;
  collation: Collation | undefined;
  /** The only index that may be used. */
  hint: CollectionIndex | { natural: 1 | -1 } | undefined;
}
