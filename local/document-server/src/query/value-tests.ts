/** Tests of single values, as the filters on paths ask for them. */
import { compareValues, rankOf, type StringOrder } from '../bson/compare.ts';
import { isNaNValue, type Numeric, toExactInteger, toNumber } from '../bson/number.ts';
import {
  Binary,
  BsonSymbol,
  BsonType,
  Double,
  isNumeric,
  MaxKey,
  MinKey,
  Regex,
  typeOf,
  type Value,
} from '../bson/values.ts';
import type { BitTest, Comparison, Filter } from './filter.ts';
import { compileRegex } from './regex.ts';

export type ValueTest = (value: Value | undefined) => boolean;

export function valueTest(filter: Filter, order: StringOrder): ValueTest {
  switch (filter.kind) {
    case 'compare':
      return comparison(filter.operator, filter.value, order);
    case 'in': {
      const tests = filter.values.map((value) => comparison('eq', value, order));
      const patterns = filter.patterns.map(regexTest);
      if (tests.length > 8) return largeIn(filter.values, patterns, order);
      return (value) => tests.some((test) => test(value)) || patterns.some((test) => test(value));
    }
    case 'regex':
      return regexTest(filter.pattern);
    case 'exists':
      return (value) => value !== undefined;
    case 'type':
      return (value) =>
        value !== undefined &&
        (filter.types.includes(typeOf(value)) || (filter.anyNumber && isNumeric(value)));
    case 'mod':
      return modulo(filter.divisor, filter.remainder);
    case 'bits':
      return bitTest(filter.test, filter.mask);
    case 'valuePredicate':
      return filter.test;
    default:
      throw new Error(`a ${filter.kind} filter does not test a value`);
  }
}

/** Comparisons only hold between values of one type bracket; a missing field counts as null. */
export function comparison(operator: Comparison, operand: Value, order: StringOrder): ValueTest {
  const rank = rankOf(operand);
  const nanOperand = isNumeric(operand) && isNaNValue(operand);
  const orEqual = operator === 'eq' || operator === 'lte' || operator === 'gte';
  return (value) => {
    const valueRank = value === undefined ? 0 : rankOf(value);
    if (valueRank !== rank) {
      if (rank === 5) return orEqual && (valueRank === 0 || valueRank === 2);
      if (operand instanceof MaxKey) return (operator === 'lt' || operator === 'lte') && value !== undefined;
      if (operand instanceof MinKey) return (operator === 'gt' || operator === 'gte') && value !== undefined;
      return false;
    }
    if (rank === 10 && (nanOperand || isNaNValue(value as Numeric))) {
      return orEqual && nanOperand && isNaNValue(value as Numeric);
    }
    const difference = compareValues(value, operand, order);
    switch (operator) {
      case 'eq':
        return difference === 0;
      case 'lt':
        return difference < 0;
      case 'lte':
        return difference <= 0;
      case 'gt':
        return difference > 0;
      default:
        return difference >= 0;
    }
  };
}

/** A sorted list and a binary search instead of one comparison per value. */
function largeIn(values: Value[], patterns: ValueTest[], order: StringOrder): ValueTest {
  const sorted = [...values].sort((a, b) => compareValues(a, b, order));
  const hasNull = values.includes(null);
  return (value) => {
    if (value === undefined || rankOf(value) === 2) return hasNull;
    let low = 0;
    let high = sorted.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const difference = compareValues(sorted[middle], value, order);
      if (difference === 0) return true;
      if (difference < 0) low = middle + 1;
      else high = middle - 1;
    }
    return patterns.some((test) => test(value));
  };
}

function regexTest(pattern: Regex): ValueTest {
  const compiled = compileRegex(pattern);
  return (value) => {
    if (typeof value === 'string') return compiled.test(value);
    if (value instanceof BsonSymbol) return compiled.test(value.value);
    return value instanceof Regex && value.pattern === pattern.pattern && value.flags === pattern.flags;
  };
}

function modulo(divisor: bigint, remainder: bigint): ValueTest {
  return (value) => {
    if (!isNumeric(value)) return false;
    const whole = toExactInteger(value) ?? truncated(value);
    return whole !== undefined && whole % divisor === remainder;
  };
}

function truncated(value: Numeric): bigint | undefined {
  const plain = Math.trunc(toNumber(value));
  return Number.isFinite(plain) && Math.abs(plain) < 2 ** 63 ? BigInt(plain) : undefined;
}

function bitTest(test: BitTest, mask: bigint): ValueTest {
  return (value) => {
    const bits = bitsOf(value);
    if (bits === undefined) return false;
    switch (test) {
      case 'allSet':
        return (bits & mask) === mask;
      case 'allClear':
        return (bits & mask) === 0n;
      case 'anySet':
        return (bits & mask) !== 0n;
      default:
        return (bits & mask) !== mask;
    }
  };
}

/** Numbers are two's complement, sign-extended; binary data counts from its first byte's lowest bit. */
function bitsOf(value: Value | undefined): bigint | undefined {
  if (value instanceof Binary) {
    return value.bytes.reduceRight((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
  }
  if (!isNumeric(value)) return undefined;
  if (value instanceof Double && !Number.isInteger(value.value)) return undefined;
  return typeOf(value) === BsonType.decimal ? undefined : toExactInteger(value);
}
