/** Types and conversions between them. */
import * as decimal from '../../bson/decimal.ts';
import * as numeric from '../../bson/number.ts';
import {
  Binary,
  BsonType,
  Decimal128,
  Double,
  isNumeric,
  ObjectId,
  Timestamp,
  typeAlias,
  typeName,
  type Value,
} from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { parseTypeNumber } from '../../query/parse-operands.ts';
import { parseDate } from '../dates.ts';
import { parseExpression } from '../expression.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { parseNamed, unary } from './define.ts';

function failure(value: Value, to: string, why = ''): ServerError {
  return new ServerError(
    'ConversionFailure',
    why === ''
      ? `Unsupported conversion from ${typeName(value)} to ${to} in $convert with no onError value`
      : `Failed to parse ${why} in $convert with no onError value`,
  );
}

/** The text of a value, as $toString and the case operators see it. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Double) return doubleText(value.value);
  if (value instanceof Decimal128) return value.toString();
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Binary && value.subtype === 4) {
    return Buffer.from(value.bytes)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
  throw failure(value, 'string');
}

function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  return Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e+');
}

function toBool(value: Value): Value {
  if (isNumeric(value)) return numeric.compareNumbers(value, 0) !== 0;
  return typeof value === 'boolean' ? value : true;
}

function toInteger(value: Value, type: 'int' | 'long'): Value {
  let whole: bigint | undefined;
  if (typeof value === 'boolean') whole = value ? 1n : 0n;
  else if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw failure(value, type, `number '${value}'`);
    whole = BigInt(value.replace('+', ''));
  } else if (value instanceof Date && type === 'long') whole = BigInt(value.getTime());
  else if (isNumeric(value)) {
    const plain = numeric.exact(value);
    if (plain.kind === 'finite') {
      const { coefficient, exponent } = plain;
      whole =
        exponent >= 0
          ? coefficient * 10n ** BigInt(Math.min(exponent, 40))
          : coefficient / 10n ** BigInt(-exponent);
    }
  } else {
    throw failure(value, type);
  }
  const [low, high] =
    type === 'int' ? [-0x80000000n, 0x7fffffffn] : [-0x8000000000000000n, 0x7fffffffffffffffn];
  if (whole === undefined || whole < low || whole > high) {
    throw new ServerError(
      'ConversionFailure',
      `Conversion would overflow target type in $convert with no onError value`,
    );
  }
  return type === 'int' ? Number(whole) : whole;
}

function toDouble(value: Value): Value {
  if (typeof value === 'boolean') return new Double(value ? 1 : 0);
  if (isNumeric(value)) return new Double(numeric.toNumber(value));
  if (value instanceof Date) return new Double(value.getTime());
  if (typeof value !== 'string') throw failure(value, 'double');
  const parsed = decimal.parseDecimal(value);
  if (value.trim() !== value || value === '' || (parsed.kind === 'nan' && !/^[+-]?nan$/i.test(value))) {
    throw failure(value, 'double', `number '${value}'`);
  }
  return new Double(decimal.toNumber(parsed));
}

function toDecimal(value: Value): Value {
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (value instanceof Decimal128) return value;
  if (isNumeric(value)) return decimal.toDecimal128(numeric.toDecimal(value));
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()));
  if (typeof value !== 'string') throw failure(value, 'decimal');
  const parsed = decimal.parseDecimal(value);
  if (value === '' || (parsed.kind === 'nan' && !/^[+-]?nan$/i.test(value)))
    throw failure(value, 'decimal', `number '${value}'`);
  return decimal.toDecimal128(parsed);
}

function toDate(value: Value): Value {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(Number(value.value >> 32n) * 1000);
  if (typeof value === 'string') {
    const parsed = parseDate(value);
    if (!parsed) throw failure(value, 'date', `date '${value}'`);
    return parsed;
  }
  if (typeof value === 'number' || !isNumeric(value)) throw failure(value, 'date');
  const date = new Date(Math.trunc(numeric.toNumber(value)));
  if (Number.isNaN(date.getTime())) throw failure(value, 'date', `date '${String(value)}'`);
  return date;
}

function toObjectId(value: Value): Value {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw failure(value, 'objectId');
  if (!/^[0-9a-fA-F]{24}$/.test(value)) throw failure(value, 'objectId', `objectId '${value}'`);
  return new ObjectId(value);
}

function convert(value: Value, to: number): Value {
  switch (to) {
    case BsonType.double:
      return toDouble(value);
    case BsonType.string:
      return toText(value);
    case BsonType.objectId:
      return toObjectId(value);
    case BsonType.bool:
      return toBool(value);
    case BsonType.date:
      return toDate(value);
    case BsonType.int:
      return toInteger(value, 'int');
    case BsonType.long:
      return toInteger(value, 'long');
    case BsonType.decimal:
      return toDecimal(value);
    default:
      throw failure(value, typeAlias(to));
  }
}

function toUuid(value: Value): Binary {
  if (typeof value !== 'string') throw failure(value, 'binData');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) {
    throw new ServerError(
      'ConversionFailure',
      `Failed to parse BinData '${value}' in $convert with no onError value: Invalid UUID string: ${value}`,
    );
  }
  return new Binary(Buffer.from(value.replaceAll('-', ''), 'hex'), 4);
}

function to(type: number): OperatorParser {
  return unary((arg) => (isNullish(arg) ? null : convert(arg, type)));
}

const parseConvert: OperatorParser = (operand, context, name) => {
  const args = new Map(parseNamed(operand, name, ['input!', 'to!', 'onError', 'onNull']));
  const [input, target, onError, onNull] = ['input', 'to', 'onError', 'onNull'].map((field) =>
    args.has(field) ? parseExpression(args.get(field) as Value, context) : undefined,
  );
  return (doc, variables) => {
    const value = input?.(doc, variables);
    if (isNullish(value)) return onNull ? onNull(doc, variables) : null;
    const type = target?.(doc, variables);
    if (isNullish(type)) return null;
    const number = parseTypeNumber(type);
    try {
      return convert(value, number);
    } catch (error) {
      if (onError && error instanceof ServerError) return onError(doc, variables);
      throw error;
    }
  };
};

export const conversionOperators: Operators = {
  $type: unary((arg) => typeName(arg)),
  $isNumber: unary((arg) => isNumeric(arg)),
  $convert: parseConvert,
  $toBool: to(BsonType.bool),
  $toDate: to(BsonType.date),
  $toDecimal: to(BsonType.decimal),
  $toDouble: to(BsonType.double),
  $toInt: to(BsonType.int),
  $toLong: to(BsonType.long),
  $toObjectId: to(BsonType.objectId),
  $toString: to(BsonType.string),
  $toUUID: unary((arg) => (isNullish(arg) ? null : toUuid(arg))),
};
