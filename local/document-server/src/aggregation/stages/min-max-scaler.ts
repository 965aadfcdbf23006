/** $minMaxScaler: where a value is between the least and the greatest of its window. */
import { toNumber } from '../../bson/number.ts';
import { Double, isDocument, isNumeric, typeName, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { parseExpression } from '../expression.ts';
import { windowOf } from './window-bounds.ts';
import type { WindowFunctionParser } from './window-function.ts';

const WITHIN_WINDOW =
  'as $minMaxScaler must ensure that the current document being processed is always within the configured window.';

const bound = (value: number): string => `specified bound = ${value.toFixed(6)}`;

/** Names no field and no variable. */
function isConstant(value: Value): boolean {
  if (typeof value === 'string') return !value.startsWith('$');
  if (Array.isArray(value)) return value.every(isConstant);
  return !isDocument(value) || [...value.values()].every(isConstant);
}

function minMaxArguments(operand: Value): { input: Value; min?: Value; max?: Value } {
  const owner = 'root.$minMaxScaler';
  if (!isDocument(operand)) {
    throw new ServerError(
      'TypeMismatch',
      `BSON field '${owner}' is the wrong type '${typeName(operand)}', expected type 'object'`,
    );
  }
  for (const name of operand.keys()) {
    if (!['input', 'min', 'max'].includes(name))
      throw new ServerError(40415, `BSON field '${owner}.${name}' is an unknown field.`);
  }
  if (!operand.has('input'))
    throw new ServerError(40414, `BSON field '${owner}.input' is missing but a required field`);
  return Object.fromEntries(operand) as { input: Value; min?: Value; max?: Value };
}

export const minMaxScaler: WindowFunctionParser = (operand, { context }, bounds) => {
  const { input, ...limits } = minMaxArguments(operand);
  const refuse = (message: string): never => {
    throw new ServerError('FailedToParse', message);
  };
  if (bounds.low > 0)
    refuse(
      `Lower specified bound cannot be greater than 0 (the current doc), ${WITHIN_WINDOW} Lower ${bound(bounds.low)}`,
    );
  if (bounds.high < 0)
    refuse(
      `Upper specified bound cannot be less than 0 (the current doc), ${WITHIN_WINDOW} Upper ${bound(bounds.high)}`,
    );
  const constant = (name: 'min' | 'max', fallback: number): number => {
    const value = limits[name];
    if (value === undefined) return fallback;
    if (!isConstant(value)) return refuse(`'${name}' argument to $minMaxScaler must be a constant`);
    const evaluated = parseExpression(value, context)(new Map(), context.variables);
    if (!isNumeric(evaluated)) return refuse(`'${name}' argument to $minMaxScaler must be a numeric type`);
    return toNumber(evaluated);
  };
  if ((limits.min === undefined) !== (limits.max === undefined)) {
    refuse(
      "Only one of 'min' and 'max' were specified as an argument to $minMaxScaler. Neither or both must be specified",
    );
  }
  const [least, greatest] = [constant('min', 0), constant('max', 1)];
  if (!(least < greatest))
    refuse("the 'max' must be strictly greater than 'min', as arguments to $minMaxScaler");
  const compute = parseExpression(input, context);
  return (docs, keys) => {
    const values = docs.map((doc) => {
      const value = compute(doc, context.variables);
      if (!isNumeric(value)) {
        throw new ServerError(
          10487000,
          `'input' argument to $minMaxScaler must evaluate to a numeric type, got: ${typeName(value)}`,
        );
      }
      return toNumber(value);
    });
    return values.map((value, i) => {
      let [low, high] = [Infinity, -Infinity];
      for (const j of windowOf(i, keys, bounds)) {
        low = Math.min(low, values[j] as number);
        high = Math.max(high, values[j] as number);
      }
      const scaled = high > low ? ((value - low) / (high - low)) * (greatest - least) + least : least;
      return new Double(scaled);
    });
  };
};
