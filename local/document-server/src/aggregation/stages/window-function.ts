/** What $setWindowFields takes for an output field. */
import type { Document, Value } from '../../bson/values.ts';
import type { SortKey } from '../../query/sort.ts';
import type { Environment } from '../environment.ts';
import type { Bounds } from './window-bounds.ts';

/** Computes one output field for all documents of a sorted partition. */
export type WindowFunction = (docs: Document[], keys: SortKey[]) => (Value | undefined)[];

export type WindowFunctionParser = (
  operand: Value,
  environment: Environment,
  bounds: Bounds,
) => WindowFunction;
