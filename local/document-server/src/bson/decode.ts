/** BSON bytes to values. Every length is checked: what arrives from a socket is not trusted. */
import { isUtf8 } from 'node:buffer';
import { ServerError } from '../errors.ts';
import { invalid, NOT_TERMINATED, nonConformant, TOO_LONG, TOO_SHORT, WRONG_LENGTH } from './invalid.ts';
import { endOfName, isNamed, valueSize } from './layout.ts';
import {
  Binary,
  BsonSymbol,
  DbPointer,
  Decimal128,
  type Document,
  Double,
  JavaScript,
  MAX_KEY,
  MIN_KEY,
  ObjectId,
  Regex,
  Timestamp,
  UNDEFINED,
  type Value,
} from './values.ts';

/** The server's own nesting limit. */
const MAX_DEPTH = 180;
const SHORT_ASCII = 24;

export function decodeDocument(bytes: Uint8Array): Document {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Decoder(buffer).document(0, buffer.length, 0);
}

/** Those of its fields that have one of these names; the others cost a tenth of decoding them. @param bytes that were checked when they were stored */
export function decodeFields(bytes: Uint8Array, names: readonly Uint8Array[]): Document {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Decoder(buffer).fields(names);
}

class Decoder {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  document(start: number, limit: number, depth: number): Document {
    const end = this.#open(start, limit, depth);
    const result: Document = new Map();
    for (;;) {
      const type = this.#buffer[this.#at++];
      if (type === 0) break;
      const name = this.#cstring(end);
      result.set(name, this.#value(type as number, end, depth));
    }
    this.#close(end);
    return result;
  }

  fields(names: readonly Uint8Array[]): Document {
    const buffer = this.#buffer;
    const result: Document = new Map();
    for (let at = 4; buffer[at] !== 0; at = this.#at) {
      const type = buffer[at] as number;
      const zero = endOfName(buffer, at + 1);
      const isWanted = names.some((name) => isNamed(buffer, name, at + 1, zero));
      this.#at = zero + 1;
      if (isWanted) result.set(this.#text(at + 1, zero), this.#value(type, buffer.length, 0));
      else this.#at += valueSize(buffer, type, zero + 1);
    }
    return result;
  }

  #array(limit: number, depth: number): Value[] {
    const end = this.#open(this.#at, limit, depth);
    const result: Value[] = [];
    for (;;) {
      const type = this.#buffer[this.#at++];
      if (type === 0) break;
      this.#skipCstring(end);
      result.push(this.#value(type as number, end, depth));
    }
    this.#close(end);
    return result;
  }

  #open(start: number, limit: number, depth: number): number {
    if (depth > MAX_DEPTH) throw new ServerError('Overflow', 'BSONObj exceeds maximum nested object depth');
    if (start + 5 > limit) throw invalid(depth === 0 ? TOO_SHORT : TOO_LONG);
    const size = this.#buffer.readInt32LE(start);
    const end = start + size;
    if (size < 5) throw invalid(depth === 0 ? TOO_SHORT : 'Nested BSON object has to be at least 5 bytes');
    if (end > limit) throw invalid(WRONG_LENGTH);
    if (this.#buffer[end - 1] !== 0) throw invalid('BSON object not terminated with EOO');
    this.#at = start + 4;
    return end;
  }

  #close(end: number): void {
    if (this.#at !== end) throw invalid(WRONG_LENGTH);
  }

  #take(size: number, end: number): number {
    const start = this.#at;
    if (size < 0 || start + size >= end) throw invalid(TOO_LONG);
    this.#at = start + size;
    return start;
  }

  #skipCstring(end: number): void {
    const zero = this.#buffer.indexOf(0, this.#at);
    if (zero === -1 || zero >= end) throw invalid(TOO_LONG);
    this.#at = zero + 1;
  }

  #cstring(end: number): string {
    const start = this.#at;
    this.#skipCstring(end);
    return this.#text(start, this.#at - 1);
  }

  #string(end: number): string {
    const size = this.#buffer.readInt32LE(this.#take(4, end));
    if (size < 1) throw invalid(NOT_TERMINATED);
    const start = this.#take(size, end);
    if (this.#buffer[start + size - 1] !== 0) throw invalid(NOT_TERMINATED);
    return this.#text(start, start + size - 1);
  }

  #text(start: number, stop: number): string {
    // Crossing into the native decoder costs more than a short loop for the field names that fill most documents.
    if (stop - start <= SHORT_ASCII) {
      let text = '';
      for (let i = start; i < stop; i++) {
        const code = this.#buffer[i] as number;
        if (code > 0x7f) return this.#unicode(start, stop);
        text += String.fromCharCode(code);
      }
      return text;
    }
    return this.#unicode(start, stop);
  }

  #unicode(start: number, stop: number): string {
    const text = this.#buffer.toString('utf8', start, stop);
    // Stands for bytes that are no UTF-8, if it was not sent itself.
    if (text.includes('\ufffd') && !isUtf8(this.#buffer.subarray(start, stop)))
      throw nonConformant("Found string that doesn't follow UTF-8 encoding.");
    return text;
  }

  #copy(size: number, end: number): Uint8Array {
    const start = this.#take(size, end);
    return Uint8Array.prototype.slice.call(this.#buffer, start, start + size);
  }

  #value(type: number, end: number, depth: number): Value {
    const buffer = this.#buffer;
    switch (type) {
      case 0x10:
        return buffer.readInt32LE(this.#take(4, end));
      case 0x02:
        return this.#string(end);
      case 0x07:
        return new ObjectId(this.#copy(12, end));
      case 0x03:
        return this.document(this.#at, end, depth + 1);
      case 0x04:
        return this.#array(end, depth + 1);
      case 0x01:
        return new Double(buffer.readDoubleLE(this.#take(8, end)));
      case 0x12:
        return buffer.readBigInt64LE(this.#take(8, end));
      case 0x08:
        return this.#boolean(end);
      case 0x09:
        return this.#date(end);
      case 0x0a:
        return null;
      case 0x05:
        return this.#binary(end);
      case 0x13:
        return new Decimal128(this.#copy(16, end));
      case 0x11:
        return new Timestamp(buffer.readBigUInt64LE(this.#take(8, end)));
      case 0x0b: {
        const pattern = this.#cstring(end);
        return new Regex(pattern, this.#cstring(end));
      }
      case 0x0d:
        return new JavaScript(this.#string(end));
      case 0x0f: {
        const start = this.#at;
        const size = buffer.readInt32LE(this.#take(4, end));
        const code = this.#string(end);
        const scope = this.document(this.#at, end, depth + 1);
        if (this.#at - start !== size) throw invalid(WRONG_LENGTH);
        return new JavaScript(code, scope);
      }
      case 0x0e:
        return new BsonSymbol(this.#string(end));
      case 0x0c: {
        const ns = this.#string(end);
        return new DbPointer(ns, new ObjectId(this.#copy(12, end)));
      }
      case 0x06:
        return UNDEFINED;
      case 0xff:
        return MIN_KEY;
      case 0x7f:
        return MAX_KEY;
      default:
        throw invalid(`Unrecognized BSON type ${type}`);
    }
  }

  #date(end: number): Date {
    const milliseconds = this.#buffer.readBigInt64LE(this.#take(8, end));
    const date = new Date(Number(milliseconds));
    if (Number.isNaN(date.getTime())) {
      throw new ServerError(
        'BadValue',
        `the date ${milliseconds} ms is outside the range that this server keeps`,
      );
    }
    return date;
  }

  #boolean(end: number): boolean {
    const byte = this.#buffer[this.#take(1, end)] as number;
    if (byte > 1) throw invalid('BSON bool is neither false nor true');
    return byte === 1;
  }

  #binary(end: number): Binary {
    const size = this.#buffer.readInt32LE(this.#take(4, end));
    const subtype = this.#buffer[this.#take(1, end)] as number;
    const bytes = this.#copy(size, end);
    // The old subtype repeats the length inside.
    if (subtype === 2 && (size < 4 || Buffer.from(bytes.buffer).readInt32LE(0) !== size - 4))
      throw nonConformant('BinData subtype 2 has an incorrect inner length');
    return new Binary(bytes, subtype);
  }
}
