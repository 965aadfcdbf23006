import { toNumber } from '../bson/number.ts';
import { BsonUndefined, isNumeric, type Value } from '../bson/values.ts';

/** Whether a value counts as true where a boolean is meant. */
export function truthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value instanceof BsonUndefined) return false;
  if (typeof value === 'boolean') return value;
  return isNumeric(value) ? toNumber(value) !== 0 : true;
}
