/** Arithmetic over the four numeric types: int widens to long and long to double when they overflow. */
import * as decimal from './decimal.ts';
import { Decimal128, Double } from './values.ts';

export type Numeric = number | bigint | Double | Decimal128;

const INT32_MAX = 0x7fffffff;
const INT32_MIN = -0x80000000;
const INT64_MAX = 0x7fffffffffffffffn;
const INT64_MIN = -0x8000000000000000n;

export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= INT32_MIN && value <= INT32_MAX;
}

export function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}

/** An integer as the narrowest of int and long. */
export function integer(value: number): Numeric {
  return isInt32(value) ? value : BigInt(value);
}

/** The value as a JavaScript number; longs and decimals may lose digits. */
export function toNumber(value: Numeric): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Double) return value.value;
  return decimal.toNumber(decimal.fromDecimal128(value));
}

/** What JavaScript compares exactly: its mixed comparison of bigint and number is mathematical. */
function native(value: number | bigint | Double): number | bigint {
  return value instanceof Double ? value.value : value;
}

export function toDecimal(value: Numeric): decimal.Decimal {
  if (value instanceof Decimal128) return decimal.fromDecimal128(value);
  return value instanceof Double ? decimal.fromDouble(value.value) : decimal.finite(BigInt(value), 0);
}

export function isNaNValue(value: Numeric): boolean {
  if (value instanceof Double) return Number.isNaN(value.value);
  return value instanceof Decimal128 && decimal.fromDecimal128(value).kind === 'nan';
}

/** NaN equals itself and precedes every other number. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (a instanceof Decimal128 || b instanceof Decimal128) return compareDecimals(a, b);
  const x = native(a);
  const y = native(b);
  if (x < y) return -1;
  if (x > y) return 1;
  const xNaN = Number.isNaN(x as number);
  const yNaN = Number.isNaN(y as number);
  return xNaN === yNaN ? 0 : xNaN ? -1 : 1;
}

/** A decimal that stands for the exact value, unlike `toDecimal`, which rounds doubles to 15 digits. */
export function exact(value: Numeric): decimal.Decimal {
  if (value instanceof Decimal128) return decimal.fromDecimal128(value);
  const plain = native(value);
  if (typeof plain === 'bigint') return decimal.finite(plain, 0);
  return Number.isFinite(plain) ? decimal.exactDecimal(plain) : decimal.fromDouble(plain);
}

function compareDecimals(a: Numeric, b: Numeric): number {
  const x = exact(a);
  const y = exact(b);
  if (x.kind === 'finite' && y.kind === 'finite') return decimal.compareFinite(x, y);
  return rank(x) - rank(y);
}

function rank(value: decimal.Decimal): number {
  if (value.kind === 'nan') return 0;
  if (value.kind === 'infinite') return value.negative ? 1 : 3;
  return 2;
}

function fromLong(result: bigint): Numeric {
  return isInt64(result) ? result : new Double(Number(result));
}

type Operation = {
  integers(a: bigint, b: bigint): bigint;
  doubles(a: number, b: number): number;
  decimals(a: decimal.Decimal, b: decimal.Decimal): decimal.Decimal;
};

function calculate(a: Numeric, b: Numeric, operation: Operation): Numeric {
  if (a instanceof Decimal128 || b instanceof Decimal128) {
    return decimal.toDecimal128(operation.decimals(toDecimal(a), toDecimal(b)));
  }
  if (a instanceof Double || b instanceof Double) {
    return new Double(operation.doubles(toNumber(a), toNumber(b)));
  }
  if (typeof a === 'number' && typeof b === 'number') {
    const result = operation.doubles(a, b);
    if (Number.isSafeInteger(result)) return result === 0 ? 0 : integer(result);
  }
  return fromLong(operation.integers(BigInt(a), BigInt(b)));
}

const addition: Operation = { integers: (a, b) => a + b, doubles: (a, b) => a + b, decimals: decimal.add };
const subtraction: Operation = {
  integers: (a, b) => a - b,
  doubles: (a, b) => a - b,
  decimals: (a, b) => decimal.add(a, decimal.negate(b)),
};
const multiplication: Operation = {
  integers: (a, b) => a * b,
  doubles: (a, b) => a * b,
  decimals: decimal.multiply,
};
/** The divisor is not zero, unless both are doubles or decimals. */
const modulo: Operation = {
  integers: (a, b) => a % b,
  doubles: (a, b) => a % b,
  decimals: decimal.remainder,
};

export const add = (a: Numeric, b: Numeric): Numeric => calculate(a, b, addition);
export const subtract = (a: Numeric, b: Numeric): Numeric => calculate(a, b, subtraction);
export const multiply = (a: Numeric, b: Numeric): Numeric => calculate(a, b, multiplication);
export const remainder = (a: Numeric, b: Numeric): Numeric => calculate(a, b, modulo);

/** The quotient, always a double unless a decimal takes part. */
export function divide(a: Numeric, b: Numeric): Numeric {
  if (a instanceof Decimal128 || b instanceof Decimal128) {
    return decimal.toDecimal128(decimal.divide(toDecimal(a), toDecimal(b)));
  }
  return new Double(toNumber(a) / toNumber(b));
}

/** The integer that the value stands for, or undefined when it has a fraction or is out of the range of int64. */
export function toExactInteger(value: Numeric): bigint | undefined {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value === 'bigint') return value;
  const plain = exact(value);
  if (plain.kind !== 'finite') return undefined;
  const { coefficient, exponent } = plain;
  if (exponent < 0) {
    const divisor = 10n ** BigInt(-exponent);
    if (coefficient % divisor !== 0n) return undefined;
    const result = coefficient / divisor;
    return isInt64(result) ? result : undefined;
  }
  if (coefficient === 0n) return 0n;
  if (exponent > 20) return undefined;
  const result = coefficient * 10n ** BigInt(exponent);
  return isInt64(result) ? result : undefined;
}
