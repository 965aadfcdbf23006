/** IEEE 754-2008 decimal128 arithmetic on exact integers, rounded half-even to 34 digits as the server does. */
import { Decimal128 } from './values.ts';

const PRECISION = 34;
const MAX_EXPONENT = 6111;
const MIN_EXPONENT = -6176;

/** coefficient × 10^exponent, or one of the specials. */
export type Decimal =
  | { kind: 'finite'; coefficient: bigint; exponent: number; negativeZero: boolean }
  | { kind: 'infinite'; negative: boolean }
  | { kind: 'nan' };

export type Finite = Extract<Decimal, { kind: 'finite' }>;

const NAN: Decimal = { kind: 'nan' };

export function finite(coefficient: bigint, exponent: number, negativeZero = false): Finite {
  return { kind: 'finite', coefficient, exponent, negativeZero };
}

export function parseDecimal(text: string): Decimal {
  if (/^[+-]?nan$/i.test(text)) return NAN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return { kind: 'infinite', negative: text.startsWith('-') };
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text);
  if (!match) return NAN;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const coefficient = BigInt(`${whole}${fraction}` || '0');
  const negative = sign === '-';
  return finite(
    negative ? -coefficient : coefficient,
    Number(power) - fraction.length,
    negative && coefficient === 0n,
  );
}

export function fromDecimal128(value: Decimal128): Decimal {
  return parseDecimal(value.toString());
}

/** A double as the decimal of 15 digits that the server converts it to; trailing zeros are part of it. */
export function fromDouble(value: number): Decimal {
  if (Number.isNaN(value)) return NAN;
  if (!Number.isFinite(value)) return { kind: 'infinite', negative: value < 0 };
  return value === 0 ? finite(0n, 0, Object.is(value, -0)) : parseDecimal(value.toPrecision(15));
}

function digitsOf(coefficient: bigint): number {
  return (coefficient < 0n ? -coefficient : coefficient).toString().length;
}

/** Divides by 10^places, rounding half to even. */
export function roundShift(coefficient: bigint, places: number): bigint {
  const divisor = 10n ** BigInt(places);
  const quotient = coefficient / divisor;
  const rest = coefficient % divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < divisor || (twice === divisor && quotient % 2n === 0n)) return quotient;
  return quotient + (coefficient < 0n ? -1n : 1n);
}

export function toDecimal128(value: Decimal): Decimal128 {
  if (value.kind === 'nan') return Decimal128.fromString('NaN');
  if (value.kind === 'infinite') return Decimal128.fromString(value.negative ? '-Infinity' : 'Infinity');
  let { coefficient, exponent } = value;
  const excess = Math.max(digitsOf(coefficient) - PRECISION, MIN_EXPONENT - exponent, 0);
  if (excess > 0) {
    coefficient = roundShift(coefficient, excess);
    exponent += excess;
    if (digitsOf(coefficient) > PRECISION) {
      coefficient /= 10n;
      exponent += 1;
    }
  }
  while (exponent > MAX_EXPONENT && coefficient !== 0n && digitsOf(coefficient) < PRECISION) {
    coefficient *= 10n;
    exponent -= 1;
  }
  if (coefficient === 0n) exponent = Math.min(Math.max(exponent, MIN_EXPONENT), MAX_EXPONENT);
  if (exponent > MAX_EXPONENT) return Decimal128.fromString(coefficient < 0n ? '-Infinity' : 'Infinity');
  return Decimal128.fromString(
    `${value.negativeZero && coefficient === 0n ? '-' : ''}${coefficient}E${exponent}`,
  );
}

function align(a: Finite, b: Finite): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [
    a.coefficient * 10n ** BigInt(a.exponent - exponent),
    b.coefficient * 10n ** BigInt(b.exponent - exponent),
    exponent,
  ];
}

export function negate(a: Decimal): Decimal {
  if (a.kind === 'nan') return a;
  if (a.kind === 'infinite') return { kind: 'infinite', negative: !a.negative };
  return finite(-a.coefficient, a.exponent, a.coefficient === 0n && !a.negativeZero);
}

export function add(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN;
  if (a.kind === 'infinite') return b.kind === 'infinite' && a.negative !== b.negative ? NAN : a;
  if (b.kind === 'infinite') return b;
  const [x, y, exponent] = align(a, b);
  return finite(x + y, exponent);
}

function isNegative(a: Decimal): boolean {
  if (a.kind === 'infinite') return a.negative;
  return a.kind === 'finite' && (a.coefficient < 0n || a.negativeZero);
}

function isZero(a: Decimal): boolean {
  return a.kind === 'finite' && a.coefficient === 0n;
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN;
  if (a.kind === 'infinite' || b.kind === 'infinite') {
    if (isZero(a) || isZero(b)) return NAN;
    return { kind: 'infinite', negative: isNegative(a) !== isNegative(b) };
  }
  return finite(a.coefficient * b.coefficient, a.exponent + b.exponent);
}

export function divide(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN;
  if (a.kind === 'infinite') {
    return b.kind === 'infinite' ? NAN : { kind: 'infinite', negative: isNegative(a) !== isNegative(b) };
  }
  if (b.kind === 'infinite') return finite(0n, 0);
  if (b.coefficient === 0n) {
    return a.coefficient === 0n ? NAN : { kind: 'infinite', negative: isNegative(a) !== isNegative(b) };
  }
  const shift = Math.max(PRECISION + 2 + digitsOf(b.coefficient) - digitsOf(a.coefficient), 0);
  const scaled = a.coefficient * 10n ** BigInt(shift);
  let quotient = scaled / b.coefficient;
  let exponent = a.exponent - b.exponent - shift;
  if (scaled % b.coefficient === 0n) {
    // An exact quotient keeps the preferred exponent of the standard: 1/2 is 0.5 and not 0.5000….
    while (exponent < a.exponent - b.exponent && quotient % 10n === 0n && quotient !== 0n) {
      quotient /= 10n;
      exponent += 1;
    }
  } else if (quotient % 5n === 0n) {
    quotient += scaled < 0n === b.coefficient < 0n ? 1n : -1n;
  }
  return finite(quotient, exponent);
}

export function remainder(a: Decimal, b: Decimal): Decimal {
  if (a.kind !== 'finite' || b.kind === 'nan' || isZero(b)) return NAN;
  if (b.kind === 'infinite') return a;
  const [x, y, exponent] = align(a, b);
  return finite(x % y, exponent);
}

export function compareFinite(a: Finite, b: Finite): number {
  const signA = a.coefficient < 0n ? -1 : a.coefficient > 0n ? 1 : 0;
  const signB = b.coefficient < 0n ? -1 : b.coefficient > 0n ? 1 : 0;
  if (signA !== signB) return signA - signB;
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The exact value of a double, which always is a decimal with finitely many digits. */
export function exactDecimal(value: number): Finite {
  if (Number.isInteger(value)) return finite(BigInt(value), 0);
  let scaled = value;
  let halvings = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    halvings += 1;
  }
  return finite(BigInt(scaled) * 5n ** BigInt(halvings), -halvings);
}

export function toNumber(value: Decimal): number {
  if (value.kind === 'nan') return Number.NaN;
  if (value.kind === 'infinite') return value.negative ? -Infinity : Infinity;
  if (value.negativeZero) return -0;
  return Number(`${value.coefficient}e${value.exponent}`);
}
