/**
 * The in-memory form of BSON that every layer of the server works on.
 *
 * A document is a Map, because a plain object would reorder integer-like field names, and the numeric types stay
 * apart: `number` is always an int32, `bigint` an int64, `Double` a double. `undefined` never is a value: it means
 * that a field is missing.
 */
import { Decimal128, ObjectId } from 'bson';

export { Decimal128, ObjectId };

export type Document = Map<string, Value>;

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Double
  | Decimal128
  | ObjectId
  | Date
  | Binary
  | Timestamp
  | Regex
  | JavaScript
  | BsonSymbol
  | DbPointer
  | BsonUndefined
  | MinKey
  | MaxKey
  | Raw
  | Value[]
  | Document;

export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export class Binary {
  readonly bytes: Uint8Array;
  readonly subtype: number;
  constructor(bytes: Uint8Array, subtype = 0) {
    this.bytes = bytes;
    this.subtype = subtype;
  }
}

/** Seconds in the high 32 bits, a counter in the low 32 bits. */
export class Timestamp {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

export class Regex {
  readonly pattern: string;
  readonly flags: string;
  constructor(pattern: string, flags: string) {
    this.pattern = pattern;
    this.flags = flags;
  }
}

export class JavaScript {
  readonly code: string;
  readonly scope: Document | undefined;
  constructor(code: string, scope?: Document) {
    this.code = code;
    this.scope = scope;
  }
}

export class BsonSymbol {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

export class DbPointer {
  readonly ns: string;
  readonly id: ObjectId;
  constructor(ns: string, id: ObjectId) {
    this.ns = ns;
    this.id = id;
  }
}

export class BsonUndefined {
  readonly type = 'undefined';
}

export class MinKey {
  readonly type = 'minKey';
}

export class MaxKey {
  readonly type = 'maxKey';
}

/** A document that is already encoded; the encoder copies it through. Only ever part of a reply. */
export class Raw {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

export const UNDEFINED = new BsonUndefined();
export const MIN_KEY = new MinKey();
export const MAX_KEY = new MaxKey();

/** BSON type numbers of the specification (bsonspec.org). */
export const BsonType = {
  minKey: -1,
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  maxKey: 127,
} as const;

export type BsonTypeNumber = (typeof BsonType)[keyof typeof BsonType];

const aliasOfNumber = new Map<number, string>(Object.entries(BsonType).map(([alias, n]) => [n, alias]));

export function typeOf(value: Value): BsonTypeNumber {
  switch (typeof value) {
    case 'string':
      return BsonType.string;
    case 'number':
      return BsonType.int;
    case 'bigint':
      return BsonType.long;
    case 'boolean':
      return BsonType.bool;
    default:
  }
  if (value === null) return BsonType.null;
  if (value instanceof Map || value instanceof Raw) return BsonType.object;
  if (Array.isArray(value)) return BsonType.array;
  if (value instanceof Double) return BsonType.double;
  if (value instanceof ObjectId) return BsonType.objectId;
  if (value instanceof Date) return BsonType.date;
  if (value instanceof Decimal128) return BsonType.decimal;
  if (value instanceof Binary) return BsonType.binData;
  if (value instanceof Timestamp) return BsonType.timestamp;
  if (value instanceof Regex) return BsonType.regex;
  if (value instanceof JavaScript) return value.scope ? BsonType.javascriptWithScope : BsonType.javascript;
  if (value instanceof BsonSymbol) return BsonType.symbol;
  if (value instanceof DbPointer) return BsonType.dbPointer;
  if (value instanceof MinKey) return BsonType.minKey;
  if (value instanceof MaxKey) return BsonType.maxKey;
  return BsonType.undefined;
}

/** The alias that `$type` and error messages use: "int", "objectId", … */
export function typeName(value: Value | undefined): string {
  return value === undefined ? 'missing' : typeAlias(typeOf(value));
}

export function typeAlias(type: number): string {
  return aliasOfNumber.get(type) ?? `unknown type ${type}`;
}

export function isDocument(value: Value | undefined): value is Document {
  return value instanceof Map;
}

export function isNumeric(value: Value | undefined): value is number | bigint | Double | Decimal128 {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Double ||
    value instanceof Decimal128
  );
}

/** A document from an object literal; fields that are `undefined` are left out. */
export function document(fields: Record<string, Value | undefined>): Document {
  const result: Document = new Map();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) result.set(name, value);
  return result;
}
