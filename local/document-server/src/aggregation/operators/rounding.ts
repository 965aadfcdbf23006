/** $round, $trunc, $ceil, $floor, $abs: the result keeps the type of the argument. */
import * as decimal from '../../bson/decimal.ts';
import type { Numeric } from '../../bson/number.ts';
import * as numeric from '../../bson/number.ts';
import { Decimal128, Double, isNumeric, typeName, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { fixed, strict } from './define.ts';

function number(value: Value, name: string): Numeric {
  if (!isNumeric(value))
    throw new ServerError(28765, `${name} only supports numeric types, not ${typeName(value)}`);
  return value;
}

/** $round and $trunc to a number of decimal places, negative ones to the left of the point. */
function toPlaces(rounding: 'round' | 'trunc'): OperatorParser {
  return fixed(1, 2, ([arg, placesArg], name) => {
    if (isNullish(arg) || (placesArg !== undefined && isNullish(placesArg))) return null;
    const value = number(arg, name);
    const places =
      placesArg === undefined ? 0 : Number(numeric.toExactInteger(number(placesArg, name)) ?? Number.NaN);
    if (!(places >= -20 && places <= 100))
      throw new ServerError(
        51083,
        `cannot apply ${name} with precision value ${places} value must be in [-20, 100]`,
      );
    return round(value, places, rounding);
  });
}

function round(value: Numeric, places: number, rounding: 'round' | 'trunc'): Numeric {
  const plain = numeric.exact(value);
  if (plain.kind !== 'finite' || -plain.exponent <= places) return value;
  const shift = -plain.exponent - places;
  const divisor = 10n ** BigInt(shift);
  const kept =
    rounding === 'trunc' ? plain.coefficient / divisor : decimal.roundShift(plain.coefficient, shift);
  const result = decimal.finite(kept, -places);
  if (value instanceof Decimal128) return decimal.toDecimal128(result);
  if (value instanceof Double) return new Double(decimal.toNumber(result));
  const whole = kept * 10n ** BigInt(-places);
  if (!numeric.isInt64(whole))
    throw new ServerError(51080, 'invalid conversion from Decimal128 result in $round');
  return typeof value === 'number' && numeric.isInt32(Number(whole)) ? Number(whole) : whole;
}

/** $ceil and $floor keep the type of their argument. */
function toWhole(evaluate: (x: number) => number, step: bigint): OperatorParser {
  return strict(1, 1, ([arg], name) => {
    const value = number(arg as Value, name);
    if (value instanceof Double) return new Double(evaluate(value.value));
    if (!(value instanceof Decimal128)) return value;
    const plain = decimal.fromDecimal128(value);
    if (plain.kind !== 'finite' || plain.exponent >= 0) return value;
    const divisor = 10n ** BigInt(-plain.exponent);
    const truncated = plain.coefficient / divisor;
    const exact = truncated * divisor === plain.coefficient;
    const towards = step > 0n ? plain.coefficient > 0n : plain.coefficient < 0n;
    return decimal.toDecimal128(decimal.finite(exact || !towards ? truncated : truncated + step, 0));
  });
}

function abs(value: Numeric): Numeric {
  if (typeof value === 'number') return value === -0x80000000 ? 0x80000000n : Math.abs(value);
  if (value instanceof Double) return new Double(Math.abs(value.value));
  if (typeof value === 'bigint') {
    if (value === -0x8000000000000000n) throw new ServerError(28680, "can't take $abs of long long min");
    return value < 0n ? -value : value;
  }
  const plain = decimal.fromDecimal128(value);
  const negative =
    plain.kind === 'finite' ? plain.coefficient < 0n : plain.kind === 'infinite' && plain.negative;
  return negative ? decimal.toDecimal128(decimal.negate(plain)) : value;
}

export const roundingOperators: Operators = {
  $abs: strict(1, 1, ([arg], name) => abs(number(arg as Value, name))),
  $ceil: toWhole(Math.ceil, 1n),
  $floor: toWhole(Math.floor, -1n),
  $trunc: toPlaces('trunc'),
  $round: toPlaces('round'),
};
