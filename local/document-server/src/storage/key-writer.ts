/** Writes the parts of an index key into one buffer that all keys share: encoding is synchronous. */
import type * as decimal from '../bson/decimal.ts';

export const ABOVE_ALL = 0xff;

let scratch = Buffer.allocUnsafeSlow(1024);

let at = 0;

function reserve(size: number): void {
  if (at + size <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(scratch.length * 2, at + size));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

export function byte(value: number): void {
  reserve(1);
  scratch[at++] = value;
}

export function signed64(value: bigint): void {
  reserve(8);
  at = scratch.writeBigUInt64BE(BigInt.asUintN(64, value) ^ 0x8000000000000000n, at);
}

/** Zero bytes are escaped as 00 ff; 00 01 ends the text. Both orders hold when the bytes are inverted, too. */
export function string(text: string): void {
  reserve(text.length * 3 + 2);
  const start = at;
  const written = scratch.write(text, at, 'utf8');
  at += written;
  if (text.includes('\0')) escapeZeros(start);
  reserve(2);
  scratch[at++] = 0;
  scratch[at++] = 1;
}

export function rawBytes(bytes: Uint8Array): void {
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

const bits = new DataView(new ArrayBuffer(8));

/** NaN precedes everything; both zeros are one. */
export function double(value: number): void {
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

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

/** The decimal digits of a value, ordered among values of one sign: magnitude, then digits without trailing zeros. */
export function digits(value: decimal.Finite): void {
  const negative = value.coefficient < 0n;
  const text = (negative ? -value.coefficient : value.coefficient).toString();
  const magnitude = value.exponent + text.length;
  const start = at;
  reserve(2 + text.length + 1);
  at = scratch.writeUInt16BE(magnitude + 0x4000, at);
  for (const digit of withoutTrailingZeros(text)) scratch[at++] = Number(digit) + 1;
  scratch[at++] = 0;
  if (negative) for (let i = start; i < at; i++) scratch[i] = ~(scratch[i] as number);
}

export function begin(): void {
  at = 0;
}

export function position(): number {
  return at;
}

/** Turns over everything that was written since `start`, for a descending component. */
export function invertFrom(start: number): void {
  for (let i = start; i < at; i++) scratch[i] = ~(scratch[i] as number);
}

export function finish(): Buffer {
  return Buffer.from(scratch.subarray(0, at));
}

export function bytes(value: Uint8Array): void {
  reserve(value.length);
  scratch.set(value, at);
  at += value.length;
}

export function uint32(value: number): void {
  reserve(4);
  at = scratch.writeUInt32BE(value, at);
}

export function uint64(value: bigint): void {
  reserve(8);
  at = scratch.writeBigUInt64BE(value, at);
}
