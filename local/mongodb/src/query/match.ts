/** Evaluates filters on documents. */
import { compareBinary, compareValues, rankOf, type StringOrder } from '../bson/compare.ts';
import { isNaNValue, type Numeric, toExactInteger, toNumber } from '../bson/number.ts';
import {
  Binary,
  BsonSymbol,
  BsonType,
  type Document,
  Double,
  isDocument,
  isNumeric,
  MaxKey,
  MinKey,
  Regex,
  typeOf,
  type Value,
} from '../bson/values.ts';
import type { BitTest, Comparison, Filter } from './filter.ts';
import { type Visitor, visitPath } from './path.ts';
import { compileRegex } from './regex.ts';

/** Remembers which array element made the filter true, for the positional operator. */
export interface MatchDetails {
  offset?: number | undefined;
}

export type Matcher = (doc: Document, details?: MatchDetails) => boolean;
type ValueTest = (value: Value | undefined) => boolean;

/** Compiles a filter once for many documents. */
export function compileFilter(filter: Filter, order: StringOrder = compareBinary): Matcher {
  switch (filter.kind) {
    case 'and': {
      const matchers = filter.filters.map((inner) => compileFilter(inner, order));
      if (matchers.length === 1) return matchers[0] as Matcher;
      return (doc, details) => matchers.every((matches) => matches(doc, details));
    }
    case 'or': {
      const matchers = filter.filters.map((inner) => compileFilter(inner, order));
      return (doc, details) => matchers.some((matches) => matches(doc, details));
    }
    case 'nor': {
      const matchers = filter.filters.map((inner) => compileFilter(inner, order));
      return (doc) => !matchers.some((matches) => matches(doc));
    }
    case 'not': {
      const matches = compileFilter(filter.filter, order);
      return (doc) => !matches(doc);
    }
    case 'predicate':
      return (doc) => filter.test(doc);
    case 'never':
      return () => false;
    case 'elemMatchObject':
    case 'elemMatchValue':
      return elemMatch(filter, order);
    case 'size':
      return pathMatcher(filter.path, true, (value) => Array.isArray(value) && value.length === filter.size);
    default:
      return pathMatcher(filter.path, false, valueTest(filter, order));
  }
}

/** Tests a bare value against a filter with empty paths, as $elemMatch and $pull do. */
export function compileValueFilter(filter: Filter, order: StringOrder = compareBinary): ValueTest {
  switch (filter.kind) {
    case 'and':
    case 'or':
    case 'nor': {
      const tests = filter.filters.map((inner) => compileValueFilter(inner, order));
      if (filter.kind === 'and') return (value) => tests.every((test) => test(value));
      if (filter.kind === 'or') return (value) => tests.some((test) => test(value));
      return (value) => !tests.some((test) => test(value));
    }
    case 'not': {
      const test = compileValueFilter(filter.filter, order);
      return (value) => !test(value);
    }
    case 'elemMatchObject':
    case 'elemMatchValue': {
      const test = elementTest(filter, order);
      return (value) => Array.isArray(value) && value.some(test);
    }
    case 'size':
      return (value) => Array.isArray(value) && value.length === filter.size;
    case 'predicate':
      return (value) => isDocument(value) && filter.test(value);
    case 'never':
      return () => false;
    default:
      return valueTest(filter, order);
  }
}

function pathMatcher(path: readonly string[], wholeArrays: boolean, test: ValueTest): Matcher {
  const single = path.length === 1 ? (path[0] as string) : undefined;
  return (doc, details) => {
    if (single !== undefined) {
      const value = doc.get(single);
      if (!Array.isArray(value)) return test(value);
    }
    const visit: Visitor = (value, offset) => {
      if (!test(value)) return false;
      if (details && offset !== undefined) details.offset = offset;
      return true;
    };
    return visitPath(doc, path, wholeArrays, visit);
  };
}

type ElemMatch = Extract<Filter, { kind: 'elemMatchObject' | 'elemMatchValue' }>;

function elementTest(filter: ElemMatch, order: StringOrder): (element: Value) => boolean {
  if (filter.kind === 'elemMatchValue') return compileValueFilter(filter.filter, order);
  const matches = compileFilter(filter.filter, order);
  return (element) => {
    if (isDocument(element)) return matches(element);
    // A nested array is matched as a document whose fields are its indexes.
    return Array.isArray(element) && matches(new Map(element.map((value, index) => [String(index), value])));
  };
}

function elemMatch(filter: ElemMatch, order: StringOrder): Matcher {
  const test = elementTest(filter, order);
  return (doc, details) =>
    visitPath(doc, filter.path, true, (value, outer) => {
      if (!Array.isArray(value)) return false;
      const index = value.findIndex(test);
      if (index === -1) return false;
      if (details) details.offset = outer ?? index;
      return true;
    });
}

function valueTest(filter: Filter, order: StringOrder): ValueTest {
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
