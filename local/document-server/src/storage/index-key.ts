/**
 * Index keys: tuples of BSON values as bytes whose memcmp order is the order of the tuples.
 *
 * Every component starts with a type byte in 0x01…0xfe and is self-delimiting, so a prefix of a tuple is a prefix of
 * its key, and `successor` of a key bounds everything that extends it. A descending component has its bytes inverted.
 * Numbers of all four types share one encoding: the greatest double that is not above the value, then, only if that
 * is not exact, the decimal digits. A second array remembers the type of each number, so that a covered query can
 * give back what was stored.
 */

import { rankOf } from '../bson/compare.ts';
import * as decimal from '../bson/decimal.ts';
import { greatestDoubleBelow } from '../bson/floor-double.ts';
import { exact, type Numeric } from '../bson/number.ts';
import {
  type Binary,
  type BsonSymbol,
  BsonType,
  type DbPointer,
  type Document,
  Double,
  type JavaScript,
  type ObjectId,
  type Regex,
  type Timestamp,
  typeOf,
  type Value,
} from '../bson/values.ts';
import type { Collation } from '../collation.ts';
import * as writer from './key-writer.ts';

let numberTypes: number[] = [];

let onlyInts = true;

export interface IndexKey {
  bytes: Buffer;
  /** Types of the numbers in the key, in order; null when all of them are ints. */
  types: Buffer | null;
}

/** Encodes the values of one index entry. `directions` holds 1 or -1 for each of them. */
export function encodeKey(
  values: readonly Value[],
  directions: readonly number[],
  collation?: Collation,
): IndexKey {
  writer.begin();
  numberTypes = [];
  onlyInts = true;
  for (let i = 0; i < values.length; i++) {
    const start = writer.position();
    component(values[i] as Value, collation);
    if ((directions[i] as number) < 0) writer.invertFrom(start);
  }
  return {
    bytes: writer.finish(),
    types: onlyInts ? null : Buffer.from(numberTypes),
  };
}

/** The least key above all keys that start with `key`. */
export function successor(key: Uint8Array): Buffer {
  return Buffer.concat([key, Buffer.of(writer.ABOVE_ALL)]);
}

function component(value: Value, collation: Collation | undefined): void {
  const rank = rankOf(value);
  writer.byte(rank);
  payload(rank, value, collation);
}

function payload(rank: number, value: Value, collation: Collation | undefined): void {
  switch (rank) {
    case 10:
      number(value as Numeric);
      return;
    case 15: {
      const text = typeof value === 'string' ? value : (value as BsonSymbol).value;
      if (typeof value !== 'string') noteType(BsonType.symbol);
      collation ? writer.rawBytes(collation.sortKey(text)) : writer.string(text);
      return;
    }
    case 20:
      for (const [name, field] of value as Document) {
        const fieldRank = rankOf(field);
        writer.byte(fieldRank);
        writer.string(name);
        payload(fieldRank, field, collation);
      }
      writer.byte(0);
      return;
    case 25:
      for (const element of value as Value[]) component(element, collation);
      writer.byte(0);
      return;
    case 30: {
      const { bytes, subtype } = value as Binary;
      writer.uint32(bytes.length);
      writer.byte(subtype);
      writer.bytes(bytes);
      return;
    }
    case 35:
      writer.bytes((value as ObjectId).id);
      return;
    case 40:
      writer.byte(value ? 1 : 0);
      return;
    case 45:
      writer.signed64(BigInt((value as Date).getTime()));
      return;
    case 47:
      writer.uint64((value as Timestamp).value);
      return;
    case 50:
      writer.string((value as Regex).pattern);
      writer.string((value as Regex).flags);
      return;
    case 55:
      writer.uint32((value as DbPointer).ns.length);
      writer.string((value as DbPointer).ns);
      writer.rawBytes((value as DbPointer).id.id);
      return;
    case 60:
      writer.string((value as JavaScript).code);
      return;
    case 65:
      writer.string((value as JavaScript).code);
      payload(20, (value as JavaScript).scope as Document, collation);
      return;
    default:
      return;
  }
}

function noteType(type: number): void {
  onlyInts = false;
  numberTypes.push(type);
}

function number(value: Numeric): void {
  if (typeof value === 'number') {
    numberTypes.push(BsonType.int);
    writer.double(value);
    writer.byte(0);
    return;
  }
  noteType(typeOf(value));
  if (value instanceof Double) {
    writer.double(value.value);
    writer.byte(0);
    return;
  }
  if (typeof value === 'bigint' && value >= -0x20000000000000n && value <= 0x20000000000000n) {
    writer.double(Number(value));
    writer.byte(0);
    return;
  }
  const plain = exact(value);
  if (plain.kind !== 'finite') {
    writer.double(decimal.toNumber(plain));
    writer.byte(0);
    return;
  }
  const below = greatestDoubleBelow(plain);
  writer.double(below);
  if (Number.isFinite(below) && decimal.compareFinite(decimal.exactDecimal(below), plain) === 0) {
    writer.byte(0);
    return;
  }
  writer.byte(1);
  writer.digits(plain);
}
