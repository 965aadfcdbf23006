/** The total order of BSON values, as sorts, comparisons and indexes use it. */
import { compareNumbers, type Numeric } from './number.ts';
import {
  type Binary,
  type BsonSymbol,
  BsonType,
  type DbPointer,
  type Document,
  type JavaScript,
  type ObjectId,
  type Regex,
  type Timestamp,
  typeOf,
  type Value,
} from './values.ts';

/** Orders two strings; a collation replaces the binary order. */
export type StringOrder = (a: string, b: string) => number;

/** Types of the same rank compare by value, all others by rank alone. A missing value ranks with `undefined`. */
const rankOfType: Record<number, number> = {
  [BsonType.minKey]: 1,
  [BsonType.undefined]: 2,
  [BsonType.null]: 5,
  [BsonType.int]: 10,
  [BsonType.long]: 10,
  [BsonType.double]: 10,
  [BsonType.decimal]: 10,
  [BsonType.string]: 15,
  [BsonType.symbol]: 15,
  [BsonType.object]: 20,
  [BsonType.array]: 25,
  [BsonType.binData]: 30,
  [BsonType.objectId]: 35,
  [BsonType.bool]: 40,
  [BsonType.date]: 45,
  [BsonType.timestamp]: 47,
  [BsonType.regex]: 50,
  [BsonType.dbPointer]: 55,
  [BsonType.javascript]: 60,
  [BsonType.javascriptWithScope]: 65,
  [BsonType.maxKey]: 127,
};

export function rankOf(value: Value | undefined): number {
  return value === undefined ? 2 : (rankOfType[typeOf(value)] as number);
}

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;

/** Compares by code point, which is the order of UTF-8 bytes; JavaScript compares UTF-16 units. */
export function compareBinary(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (isSurrogate(x) !== isSurrogate(y)) return isSurrogate(x) ? 1 : -1;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

export function compareValues(
  a: Value | undefined,
  b: Value | undefined,
  order: StringOrder = compareBinary,
): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  return compareSameRank(rank, a as Value, b as Value, order);
}

function compareSameRank(rank: number, a: Value, b: Value, order: StringOrder): number {
  switch (rank) {
    case 10:
      return compareNumbers(a as Numeric, b as Numeric);
    case 15:
      return order(textOf(a as string | BsonSymbol), textOf(b as string | BsonSymbol));
    case 20:
      return compareDocuments(a as Document, b as Document, order);
    case 25:
      return compareArrays(a as Value[], b as Value[], order);
    case 30: {
      const [x, y] = [a as Binary, b as Binary];
      return x.bytes.length - y.bytes.length || x.subtype - y.subtype || compareBytes(x.bytes, y.bytes);
    }
    case 35:
      return compareBytes((a as ObjectId).id, (b as ObjectId).id);
    case 40:
      return Number(a) - Number(b);
    case 45:
      return (a as Date).getTime() - (b as Date).getTime();
    case 47:
      return compareNumbers((a as Timestamp).value, (b as Timestamp).value);
    case 50: {
      const [x, y] = [a as Regex, b as Regex];
      return compareBinary(x.pattern, y.pattern) || compareBinary(x.flags, y.flags);
    }
    case 55: {
      const [x, y] = [a as DbPointer, b as DbPointer];
      return x.ns.length - y.ns.length || compareBinary(x.ns, y.ns) || compareBytes(x.id.id, y.id.id);
    }
    case 60:
    case 65: {
      const [x, y] = [a as JavaScript, b as JavaScript];
      const code = compareBinary(x.code, y.code);
      return code || (x.scope && y.scope ? compareDocuments(x.scope, y.scope, order) : 0);
    }
    default:
      return 0;
  }
}

function textOf(value: string | BsonSymbol): string {
  return typeof value === 'string' ? value : value.value;
}

/** Field by field: first the type, then the name, then the value. */
function compareDocuments(a: Document, b: Document, order: StringOrder): number {
  const others = b.entries();
  for (const [name, value] of a) {
    const next = others.next();
    if (next.done) return 1;
    const [otherName, other] = next.value;
    const rank = rankOf(value);
    const difference =
      rank - rankOf(other) || compareBinary(name, otherName) || compareSameRank(rank, value, other, order);
    if (difference !== 0) return difference;
  }
  return others.next().done ? 0 : -1;
}

function compareArrays(a: Value[], b: Value[], order: StringOrder): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = compareValues(a[i], b[i], order);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function equalValues(a: Value | undefined, b: Value | undefined, order?: StringOrder): boolean {
  return compareValues(a, b, order) === 0;
}

/** Equal in type and bits, so that an update that changes 1 to 1.0 counts as a change. */
export function identicalValues(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (typeOf(a) !== typeOf(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, index) => identicalValues(value, b[index]));
  }
  if (a instanceof Map && b instanceof Map) {
    if (a.size !== b.size) return false;
    const others = b.entries();
    for (const [name, value] of a) {
      const [otherName, other] = others.next().value as [string, Value];
      if (name !== otherName || !identicalValues(value, other)) return false;
    }
    return true;
  }
  return equalValues(a, b);
}
