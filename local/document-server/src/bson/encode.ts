/** Values to BSON bytes. */
import { ServerError } from '../errors.ts';
import {
  type Binary,
  type BsonSymbol,
  BsonType,
  type DbPointer,
  type Decimal128,
  type Document,
  type Double,
  type JavaScript,
  type ObjectId,
  Raw,
  type Regex,
  type Timestamp,
  typeOf,
  type Value,
} from './values.ts';

/** One buffer is shared by all encodings: they are synchronous and each result is copied out of it. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024);
let at = 0;

const arrayNames = Array.from({ length: 1000 }, (_, index) => String(index));

export function encodeDocument(document: Document): Buffer {
  at = 0;
  writeDocument(document);
  const bytes = Buffer.from(scratch.subarray(0, at));
  // A single huge reply must not keep its memory for ever.
  if (scratch.length > 4 * 1024 * 1024) scratch = Buffer.allocUnsafeSlow(64 * 1024);
  return bytes;
}

function reserve(size: number): void {
  if (at + size <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(scratch.length * 2, at + size));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

function writeDocument(document: Document): void {
  const start = at;
  reserve(5);
  at += 4;
  for (const [name, value] of document) writeElement(name, value);
  finish(start);
}

function writeArray(values: Value[]): void {
  const start = at;
  reserve(5);
  at += 4;
  for (let i = 0; i < values.length; i++) {
    writeElement(arrayNames[i] ?? String(i), values[i] as Value);
  }
  finish(start);
}

function finish(start: number): void {
  reserve(1);
  scratch[at++] = 0;
  scratch.writeInt32LE(at - start, start);
}

function writeText(text: string): void {
  reserve(text.length * 3 + 1);
  if (text.length <= 24) {
    let i = 0;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) break;
      scratch[at + i] = code;
    }
    if (i === text.length) {
      at += i;
      return;
    }
  }
  at += scratch.write(text, at, 'utf8');
}

function writeCstring(text: string): void {
  if (text.includes('\0')) throw new ServerError('BadValue', 'a field name or pattern contains a null byte');
  writeText(text);
  scratch[at++] = 0;
}

function writeString(text: string): void {
  reserve(4);
  const start = at;
  at += 4;
  writeText(text);
  scratch[at++] = 0;
  scratch.writeInt32LE(at - start - 4, start);
}

function writeInt32(value: number): void {
  // A plain number is an int32 by contract; anything else would be cut off in silence.
  if ((value | 0) !== value) throw new TypeError(`${value} is no int32`);
  reserve(4);
  at = scratch.writeInt32LE(value, at);
}

function writeBytes(bytes: Uint8Array): void {
  reserve(bytes.length);
  scratch.set(bytes, at);
  at += bytes.length;
}

function writeElement(name: string, value: Value): void {
  const type = typeOf(value);
  reserve(1);
  scratch[at++] = type & 0xff;
  writeCstring(name);
  writeValue(type, value);
}

function writeValue(type: number, value: Value): void {
  switch (type) {
    case BsonType.int:
      writeInt32(value as number);
      return;
    case BsonType.string:
      writeString(value as string);
      return;
    case BsonType.objectId:
      writeBytes((value as ObjectId).id);
      return;
    case BsonType.object:
      value instanceof Raw ? writeBytes(value.bytes) : writeDocument(value as Document);
      return;
    case BsonType.array:
      writeArray(value as Value[]);
      return;
    case BsonType.double:
      reserve(8);
      at = scratch.writeDoubleLE((value as Double).value, at);
      return;
    case BsonType.long:
      reserve(8);
      at = scratch.writeBigInt64LE(value as bigint, at);
      return;
    case BsonType.bool:
      reserve(1);
      scratch[at++] = value ? 1 : 0;
      return;
    case BsonType.date:
      reserve(8);
      at = scratch.writeBigInt64LE(BigInt((value as Date).getTime()), at);
      return;
    case BsonType.binData: {
      const binary = value as Binary;
      writeInt32(binary.bytes.length);
      reserve(1);
      scratch[at++] = binary.subtype;
      writeBytes(binary.bytes);
      return;
    }
    case BsonType.decimal:
      writeBytes((value as Decimal128).bytes);
      return;
    case BsonType.timestamp:
      reserve(8);
      at = scratch.writeBigUInt64LE((value as Timestamp).value, at);
      return;
    case BsonType.regex:
      writeCstring((value as Regex).pattern);
      writeCstring((value as Regex).flags);
      return;
    case BsonType.javascript:
      writeString((value as JavaScript).code);
      return;
    case BsonType.javascriptWithScope: {
      const start = at;
      writeInt32(0);
      writeString((value as JavaScript).code);
      writeDocument((value as JavaScript).scope as Document);
      scratch.writeInt32LE(at - start, start);
      return;
    }
    case BsonType.symbol:
      writeString((value as BsonSymbol).value);
      return;
    case BsonType.dbPointer:
      writeString((value as DbPointer).ns);
      writeBytes((value as DbPointer).id.id);
      return;
    default:
      // null, undefined, minKey and maxKey have no payload
      return;
  }
}
