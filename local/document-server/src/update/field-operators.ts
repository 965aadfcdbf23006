/** The update operators on single fields: $set, $inc, $min, $currentDate, … */
import { compareValues, identicalValues, type StringOrder } from '../bson/compare.ts';
import * as numeric from '../bson/number.ts';
import { show } from '../bson/show.ts';
import { isDocument, isNumeric, Timestamp, typeName, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Change } from './target.ts';

export function set(operand: Value): Change {
  return { existingOnly: false, apply: (value) => (identicalValues(value, operand) ? value : operand) };
}

export function unset(): Change {
  return { existingOnly: true, apply: () => undefined };
}

export function arithmetic(operator: '$inc' | '$mul', operand: Value, field: string): Change {
  if (!isNumeric(operand)) {
    const verb = operator === '$inc' ? 'increment' : 'multiply';
    throw new ServerError(
      'TypeMismatch',
      `Cannot ${verb} with non-numeric argument: {${field}: ${show(operand)}}`,
    );
  }
  return {
    existingOnly: false,
    apply(value) {
      // Multiplying nothing gives a zero of the operand's type.
      if (value === undefined) return operator === '$inc' ? operand : numeric.multiply(operand, 0);
      if (!isNumeric(value)) {
        throw new ServerError(
          'TypeMismatch',
          `Cannot apply ${operator} to a value of non-numeric type. The field '${field.split('.').at(-1)}' has non-numeric type ${typeName(value)}`,
        );
      }
      const result = operator === '$inc' ? numeric.add(value, operand) : numeric.multiply(value, operand);
      if (typeof value !== 'object' && typeof operand !== 'object' && typeof result === 'object') {
        throw new ServerError(
          'BadValue',
          `Failed to apply ${operator} operations to current value (${show(value)}) for document: the result is out of the range of a long`,
        );
      }
      return identicalValues(value, result) ? value : result;
    },
  };
}

export function extreme(operator: '$min' | '$max', operand: Value, order: StringOrder | undefined): Change {
  const sign = operator === '$min' ? -1 : 1;
  return {
    existingOnly: false,
    apply: (value) =>
      value === undefined || compareValues(operand, value, order) * sign > 0 ? operand : value,
  };
}

let lastTimestamp = 0n;

/** Seconds and a counter, never the same twice. */
export function nextTimestamp(): Timestamp {
  const now = BigInt(Math.floor(Date.now() / 1000)) << 32n;
  lastTimestamp = lastTimestamp >= now ? lastTimestamp + 1n : now + 1n;
  return new Timestamp(lastTimestamp);
}

export function currentDate(operand: Value): Change {
  let type: Value = 'date';
  if (isDocument(operand)) {
    for (const name of operand.keys()) {
      if (name !== '$type') throw new ServerError('BadValue', `Unrecognized $currentDate option: ${name}`);
    }
    type = operand.get('$type') ?? 'date';
    if (type !== 'date' && type !== 'timestamp') {
      throw new ServerError(
        'BadValue',
        "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
      );
    }
  } else if (typeof operand !== 'boolean') {
    throw new ServerError(
      'BadValue',
      `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  }
  return { existingOnly: false, apply: () => (type === 'date' ? new Date() : nextTimestamp()) };
}

const BIT_OPERATIONS: Record<string, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

export function bit(operand: Value, field: string): Change {
  if (!isDocument(operand)) {
    throw new ServerError(
      'BadValue',
      `The $bit modifier is not compatible with a ${typeName(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  }
  if (operand.size === 0) {
    throw new ServerError(
      'BadValue',
      'You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}',
    );
  }
  for (const [name, mask] of operand) {
    if (!BIT_OPERATIONS[name]) {
      throw new ServerError(
        'BadValue',
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${show(mask)}}`,
      );
    }
    if (typeof mask !== 'number' && typeof mask !== 'bigint') {
      throw new ServerError(
        'BadValue',
        `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(mask)}' is not supported here: {${name}: ${show(mask)}}`,
      );
    }
  }
  return {
    existingOnly: false,
    apply(value) {
      let result: Value = value === undefined ? 0 : value;
      for (const [name, mask] of operand) {
        if (typeof result !== 'number' && typeof result !== 'bigint') {
          throw new ServerError(
            'BadValue',
            `Cannot apply $bit to a value of non-integral type.field: '${field}' has the field of non-integer type ${typeName(result)}`,
          );
        }
        const wide = (BIT_OPERATIONS[name] as (a: bigint, b: bigint) => bigint)(
          BigInt(result),
          BigInt(mask as number | bigint),
        );
        result = typeof result === 'bigint' || typeof mask === 'bigint' ? wide : Number(wide);
      }
      return identicalValues(value, result) ? value : result;
    },
  };
}
