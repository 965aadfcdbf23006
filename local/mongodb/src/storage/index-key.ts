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
import { exact, type Numeric } from '../bson/number.ts';
import {
  type Binary,
  type BsonSymbol,
  BsonType,
  type DbPointer,
  Decimal128,
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

const ABOVE_ALL = 0xff;

let scratch = Buffer.allocUnsafeSlow(1024);
let at = 0;
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
  at = 0;
  numberTypes = [];
  onlyInts = true;
  for (let i = 0; i < values.length; i++) {
    const start = at;
    component(values[i] as Value, collation);
    if ((directions[i] as number) < 0) {
      for (let j = start; j < at; j++) scratch[j] = ~(scratch[j] as number);
    }
  }
  return {
    bytes: Buffer.from(scratch.subarray(0, at)),
    types: onlyInts ? null : Buffer.from(numberTypes),
  };
}

/** The least key above all keys that start with `key`. */
export function successor(key: Uint8Array): Buffer {
  return Buffer.concat([key, Buffer.of(ABOVE_ALL)]);
}

function reserve(size: number): void {
  if (at + size <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(scratch.length * 2, at + size));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

function byte(value: number): void {
  reserve(1);
  scratch[at++] = value;
}

function component(value: Value, collation: Collation | undefined): void {
  const rank = rankOf(value);
  byte(rank);
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
      collation ? rawBytes(collation.sortKey(text)) : string(text);
      return;
    }
    case 20:
      for (const [name, field] of value as Document) {
        const fieldRank = rankOf(field);
        byte(fieldRank);
        string(name);
        payload(fieldRank, field, collation);
      }
      byte(0);
      return;
    case 25:
      for (const element of value as Value[]) component(element, collation);
      byte(0);
      return;
    case 30: {
      const { bytes, subtype } = value as Binary;
      reserve(5 + bytes.length);
      at = scratch.writeUInt32BE(bytes.length, at);
      scratch[at++] = subtype;
      scratch.set(bytes, at);
      at += bytes.length;
      return;
    }
    case 35:
      reserve(12);
      scratch.set((value as ObjectId).id, at);
      at += 12;
      return;
    case 40:
      byte(value ? 1 : 0);
      return;
    case 45:
      signed64(BigInt((value as Date).getTime()));
      return;
    case 47:
      reserve(8);
      at = scratch.writeBigUInt64BE((value as Timestamp).value, at);
      return;
    case 50:
      string((value as Regex).pattern);
      string((value as Regex).flags);
      return;
    case 55:
      reserve(4);
      at = scratch.writeUInt32BE((value as DbPointer).ns.length, at);
      string((value as DbPointer).ns);
      rawBytes((value as DbPointer).id.id);
      return;
    case 60:
      string((value as JavaScript).code);
      return;
    case 65:
      string((value as JavaScript).code);
      payload(20, (value as JavaScript).scope as Document, collation);
      return;
    default:
      return;
  }
}

function signed64(value: bigint): void {
  reserve(8);
  at = scratch.writeBigUInt64BE(BigInt.asUintN(64, value) ^ 0x8000000000000000n, at);
}

/** Zero bytes are escaped as 00 ff; 00 01 ends the text. Both orders hold when the bytes are inverted, too. */
function string(text: string): void {
  reserve(text.length * 3 + 2);
  const start = at;
  const written = scratch.write(text, at, 'utf8');
  at += written;
  if (text.includes('\0')) escapeZeros(start);
  reserve(2);
  scratch[at++] = 0;
  scratch[at++] = 1;
}

function rawBytes(bytes: Uint8Array): void {
  reserve(bytes.length);
  const start = at;
  scratch.set(bytes, at);
  at += bytes.length;
  if (bytes.includes(0)) escapeZeros(start);
  reserve(2);
  scratch[at++] = 0;
  scratch[at++] = 1;
}

function escapeZeros(start: number): void {
  const plain = Buffer.from(scratch.subarray(start, at));
  at = start;
  for (const code of plain) {
    byte(code);
    if (code === 0) byte(ABOVE_ALL);
  }
}

function noteType(type: number): void {
  onlyInts = false;
  numberTypes.push(type);
}

function number(value: Numeric): void {
  if (typeof value === 'number') {
    numberTypes.push(BsonType.int);
    double(value);
    byte(0);
    return;
  }
  noteType(typeOf(value));
  if (value instanceof Double) {
    double(value.value);
    byte(0);
    return;
  }
  if (typeof value === 'bigint' && value >= -0x20000000000000n && value <= 0x20000000000000n) {
    double(Number(value));
    byte(0);
    return;
  }
  const plain = exact(value);
  if (plain.kind !== 'finite') {
    double(decimal.toNumber(plain));
    byte(0);
    return;
  }
  const below = greatestDoubleBelow(plain);
  double(below);
  if (Number.isFinite(below) && decimal.compareFinite(decimal.exactDecimal(below), plain) === 0) {
    byte(0);
    return;
  }
  byte(1);
  digits(plain);
}

const bits = new DataView(new ArrayBuffer(8));

/** NaN precedes everything; both zeros are one. */
function double(value: number): void {
  reserve(8);
  if (Number.isNaN(value)) {
    scratch.fill(0, at, at + 8);
    at += 8;
    return;
  }
  bits.setFloat64(0, value === 0 ? 0 : value);
  const high = bits.getUint32(0);
  const low = bits.getUint32(4);
  if (high & 0x80000000) {
    at = scratch.writeUInt32BE(~high >>> 0, at);
    at = scratch.writeUInt32BE(~low >>> 0, at);
  } else {
    at = scratch.writeUInt32BE((high | 0x80000000) >>> 0, at);
    at = scratch.writeUInt32BE(low, at);
  }
}

function greatestDoubleBelow(value: decimal.Finite): number {
  const nearest = decimal.toNumber(value);
  if (nearest === Infinity) return Number.MAX_VALUE;
  if (nearest === -Infinity) return nearest;
  return decimal.compareFinite(decimal.exactDecimal(nearest), value) > 0 ? nextDown(nearest) : nearest;
}

function nextDown(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

/** The decimal digits of a value, ordered among values of one sign: magnitude, then digits without trailing zeros. */
function digits(value: decimal.Finite): void {
  const negative = value.coefficient < 0n;
  const text = (negative ? -value.coefficient : value.coefficient).toString();
  const magnitude = value.exponent + text.length;
  const start = at;
  reserve(2 + text.length + 1);
  at = scratch.writeUInt16BE(magnitude + 0x4000, at);
  for (const digit of text.replace(/0+$/, '')) scratch[at++] = Number(digit) + 1;
  scratch[at++] = 0;
  if (negative) for (let i = start; i < at; i++) scratch[i] = ~(scratch[i] as number);
}

export function isDecimal(value: Value): boolean {
  return value instanceof Decimal128;
}
