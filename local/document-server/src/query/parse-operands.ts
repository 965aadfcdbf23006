/** Operands of $type, $size, $mod and $regex. */
import { isNaNValue, type Numeric, toExactInteger, toNumber } from '../bson/number.ts';
import { BsonType, Double, isNumeric, Regex, typeAlias, typeName, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Filter } from './filter.ts';
import type { Path } from './path.ts';
import { compileRegex } from './regex.ts';

const bad = (message: string): ServerError => new ServerError('BadValue', message);

export function regexFilter(path: Path, pattern: Regex): Filter {
  compileRegex(pattern);
  return { kind: 'regex', path, pattern };
}

export function parseType(path: Path, operand: Value): Filter {
  const wanted = Array.isArray(operand) ? operand : [operand];
  if (wanted.length === 0) {
    throw new ServerError('FailedToParse', `$type must match at least one type`);
  }
  const types: number[] = [];
  let anyNumber = false;
  for (const type of wanted) {
    if (type === 'number') anyNumber = true;
    else types.push(parseTypeNumber(type));
  }
  return { kind: 'type', path, types, anyNumber };
}

const knownTypes = new Map<string, number>(Object.entries(BsonType));

/** A type by its alias or number, as $type and $convert take it. */
export function parseTypeNumber(type: Value): number {
  if (typeof type === 'string') {
    const number = knownTypes.get(type);
    if (number === undefined) throw bad(`Unknown type name alias: ${type}`);
    return number;
  }
  if (!isNumeric(type))
    throw new ServerError('TypeMismatch', 'type must be represented as a number or a string');
  const number = Number(toExactInteger(type) ?? Number.NaN);
  if (typeAlias(number).startsWith('unknown')) throw bad(`Invalid numerical type code: ${toNumber(type)}`);
  return number;
}

export function sizeOperand(operand: Value): number {
  if (!isNumeric(operand)) {
    throw new ServerError(
      'FailedToParse',
      `Failed to parse $size. Expected a number in: $size: ${typeName(operand)}`,
    );
  }
  const size = toExactInteger(operand);
  if (size === undefined)
    throw new ServerError('FailedToParse', 'Failed to parse $size. Expected an integer');
  if (size < 0n)
    throw new ServerError('FailedToParse', 'Failed to parse $size. Expected a non-negative number');
  return Number(size);
}

export function parseMod(path: Path, operand: Value): Filter {
  if (!Array.isArray(operand)) throw bad('malformed mod, needs to be an array');
  if (operand.length < 2) throw bad('malformed mod, not enough elements');
  if (operand.length > 2) throw bad('malformed mod, too many elements');
  const divisor = wholeNumber(operand[0], 'divisor');
  if (divisor === 0n) throw bad('divisor cannot be 0');
  return { kind: 'mod', path, divisor, remainder: wholeNumber(operand[1], 'remainder') };
}

function wholeNumber(value: Value | undefined, role: string): bigint {
  if (!isNumeric(value)) throw bad(`malformed mod, ${role} not a number`);
  if (isNaNValue(value))
    throw bad(`malformed mod, ${role} value is invalid :: caused by :: NaN is an invalid argument`);
  const truncated = value instanceof Double ? new Double(Math.trunc(value.value)) : value;
  const whole = toExactInteger(truncated as Numeric);
  if (whole === undefined) throw bad(`malformed mod, ${role} value is invalid :: caused by :: Out of bounds`);
  return whole;
}

export function parseRegexOperator(path: Path, operand: Value, options: Value | undefined): Filter {
  if (options !== undefined && typeof options !== 'string') throw bad('$options has to be a string');
  if (operand instanceof Regex) {
    if (operand.flags !== '' && options !== undefined) {
      throw new ServerError(51075, 'options set in both $regex and $options');
    }
    return regexFilter(path, new Regex(operand.pattern, operand.flags || (options ?? '')));
  }
  if (typeof operand !== 'string') throw bad('$regex has to be a string');
  return regexFilter(path, new Regex(operand, options ?? ''));
}
