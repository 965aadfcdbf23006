import * as decimal from '../../bson/decimal.ts';
import type { Numeric } from '../../bson/number.ts';
import * as numeric from '../../bson/number.ts';
import { Decimal128, Double, isNumeric, typeName, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { type Argument, fixed, strict } from './define.ts';

function number(value: Value, name: string): Numeric {
  if (!isNumeric(value))
    throw new ServerError(28765, `${name} only supports numeric types, not ${typeName(value)}`);
  return value;
}

const MANY = Number.POSITIVE_INFINITY;

/** Dates take part in sums as milliseconds; at most one of them may. */
function add(args: Argument[]): Argument {
  let total: Numeric = 0;
  let date = false;
  for (const arg of args) {
    if (isNullish(arg)) return null;
    if (arg instanceof Date) {
      if (date) throw new ServerError(16612, 'only one date allowed in an $add expression');
      date = true;
      total = numeric.add(total, BigInt(arg.getTime()));
    } else if (isNumeric(arg)) {
      total = numeric.add(total, arg);
    } else {
      throw new ServerError(16554, `$add only supports numeric or date types, not ${typeName(arg)}`);
    }
  }
  return date ? toDate(total) : total;
}

function toDate(milliseconds: Numeric): Date {
  const date = new Date(Math.round(numeric.toNumber(milliseconds)));
  if (Number.isNaN(date.getTime())) throw new ServerError('Overflow', 'date overflow');
  return date;
}

function subtract([a, b]: Argument[]): Argument {
  if (isNullish(a) || isNullish(b)) return null;
  if (a instanceof Date) {
    if (b instanceof Date) return BigInt(a.getTime() - b.getTime());
    if (isNumeric(b)) return toDate(numeric.subtract(BigInt(a.getTime()), b));
  } else if (isNumeric(a) && isNumeric(b)) {
    return numeric.subtract(a, b);
  }
  throw new ServerError('TypeMismatch', `can't $subtract ${typeName(b)} from ${typeName(a)}`);
}

function divide([a, b]: Value[], name: string): Argument {
  if (!isNumeric(a) || !isNumeric(b)) {
    throw new ServerError(
      'TypeMismatch',
      `${name} only supports numeric types, not ${typeName(a)} and ${typeName(b)}`,
    );
  }
  if (numeric.compareNumbers(b, 0) === 0) throw new ServerError('BadValue', "can't $divide by zero");
  return numeric.divide(a, b);
}

function mod([a, b]: Value[], name: string): Argument {
  if (!isNumeric(a) || !isNumeric(b)) {
    throw new ServerError(
      16611,
      `${name} only supports numeric types, not ${typeName(a)} and ${typeName(b)}`,
    );
  }
  if (numeric.compareNumbers(b, 0) === 0) throw new ServerError(16610, "can't $mod by zero");
  return numeric.remainder(a, b);
}

/** A function of a real number; the result is a double, or a decimal for a decimal. */
function real(
  evaluate: (x: number) => number,
  valid: (x: number) => boolean = () => true,
  code = 28765,
): OperatorParser {
  return strict(1, 1, ([arg], name) => {
    const value = number(arg as Value, name);
    const x = numeric.toNumber(value);
    if (!Number.isNaN(x) && !valid(x))
      throw new ServerError(code, `${name}'s argument is out of its domain, but is ${x}`);
    return sameKind(value, evaluate(x));
  });
}

function sameKind(like: Numeric, result: number): Numeric {
  if (!(like instanceof Decimal128)) return new Double(result);
  return decimal.toDecimal128(decimal.parseDecimal(String(result)));
}

function pow([a, b]: Value[], name: string): Argument {
  const base = number(a as Value, name);
  const exponent = number(b as Value, name);
  const [x, y] = [numeric.toNumber(base), numeric.toNumber(exponent)];
  if (x === 0 && y < 0) throw new ServerError(28764, '$pow cannot take a base of 0 and a negative exponent');
  const whole = typeof base !== 'object' && typeof exponent !== 'object' && y >= 0;
  if (whole && (Math.abs(x) <= 1 || y <= 64)) {
    const exact = BigInt(base as number) ** BigInt(Math.abs(x) <= 1 ? (y % 2 === 0 ? 2 : 1) : y);
    const result = y === 0 ? 1n : exact;
    if (typeof base === 'number' && typeof exponent === 'number' && numeric.isInt32(Number(result)))
      return Number(result);
    if (numeric.isInt64(result)) return result;
  }
  if (base instanceof Decimal128 || exponent instanceof Decimal128) {
    return decimal.toDecimal128(decimal.parseDecimal(String(x ** y)));
  }
  return new Double(x ** y);
}

function log([a, b]: Value[], name: string): Argument {
  const [x, base] = [number(a as Value, name), number(b as Value, name)].map(numeric.toNumber) as [
    number,
    number,
  ];
  if (x <= 0) throw new ServerError(28758, `$log's argument must be a positive number, but is ${x}`);
  if (base <= 0 || base === 1)
    throw new ServerError(28759, `$log's base must be a positive number not equal to 1, but is ${base}`);
  return sameKind(a as Numeric, Math.log(x) / Math.log(base));
}

function bitwise(identity: bigint, combine: (a: bigint, b: bigint) => bigint): OperatorParser {
  return fixed(0, MANY, (args, name) => {
    let result = identity;
    let long = false;
    for (const arg of args) {
      if (isNullish(arg)) return null;
      if (typeof arg !== 'number' && typeof arg !== 'bigint') {
        throw new ServerError('TypeMismatch', `${name} only supports int and long operands.`);
      }
      long ||= typeof arg === 'bigint';
      result = combine(result, BigInt(arg));
    }
    return long ? result : Number(result);
  });
}

const finiteOnly = (x: number): boolean => Number.isFinite(x);

const unit = (x: number): boolean => x >= -1 && x <= 1;

export const arithmeticOperators: Operators = {
  $add: fixed(0, MANY, add),
  $subtract: fixed(2, 2, subtract),
  $multiply: fixed(0, MANY, (args, name) => {
    let product: Numeric = 1;
    for (const arg of args) {
      if (isNullish(arg)) return null;
      if (!isNumeric(arg))
        throw new ServerError('TypeMismatch', `${name} only supports numeric types, not ${typeName(arg)}`);
      product = numeric.multiply(product, arg);
    }
    return product;
  }),
  $divide: strict(2, 2, divide),
  $mod: strict(2, 2, mod),
  $sqrt: real(Math.sqrt, (x) => x >= 0, 28714),
  $exp: real(Math.exp),
  $ln: real(Math.log, (x) => x > 0, 28766),
  $log10: real(Math.log10, (x) => x > 0, 28761),
  $log: strict(2, 2, log),
  $pow: strict(2, 2, pow),
  $bitAnd: bitwise(-1n, (a, b) => a & b),
  $bitOr: bitwise(0n, (a, b) => a | b),
  $bitXor: bitwise(0n, (a, b) => a ^ b),
  $bitNot: strict(1, 1, ([arg], name) => {
    if (typeof arg === 'number') return ~arg;
    if (typeof arg === 'bigint') return ~arg;
    throw new ServerError('TypeMismatch', `${name} only supports int and long, not ${typeName(arg)}`);
  }),
  $sin: real(Math.sin, finiteOnly, 50989),
  $cos: real(Math.cos, finiteOnly, 50989),
  $tan: real(Math.tan, finiteOnly, 50989),
  $asin: real(Math.asin, unit, 50989),
  $acos: real(Math.acos, unit, 50989),
  $atan: real(Math.atan),
  $sinh: real(Math.sinh),
  $cosh: real(Math.cosh),
  $tanh: real(Math.tanh),
  $asinh: real(Math.asinh),
  $acosh: real(Math.acosh, (x) => x >= 1, 50989),
  $atanh: real(Math.atanh, unit, 50989),
  $atan2: strict(2, 2, ([a, b], name) =>
    sameKind(
      number(a as Value, name),
      Math.atan2(numeric.toNumber(a as Numeric), numeric.toNumber(number(b as Value, name))),
    ),
  ),
  $degreesToRadians: real((x) => (x * Math.PI) / 180),
  $radiansToDegrees: real((x) => (x * 180) / Math.PI),
  $rand: fixed(0, 1, () => new Double(Math.random())),
};
