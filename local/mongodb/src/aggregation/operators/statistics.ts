/** $sum, $avg, $min, … as expressions: over their arguments, or over the one array they are given. */
import type { Value } from '../../bson/values.ts';
import { accumulators } from '../accumulators.ts';
import { parseExpression } from '../expression.ts';
import type { OperatorParser, Operators } from '../types.ts';

function overArguments(name: string): OperatorParser {
  return (operand, context) => {
    const several = Array.isArray(operand);
    const args = (several ? operand : [operand]).map((arg) => parseExpression(arg, context));
    return (doc, variables) => {
      const accumulator = (accumulators[name] as (typeof accumulators)[string])(context);
      let values: (Value | undefined)[] = args.map((arg) => arg(doc, variables));
      if (values.length === 1 && Array.isArray(values[0])) values = values[0];
      for (const value of values) accumulator.add(value);
      return accumulator.result();
    };
  };
}

export const statisticsOperators: Operators = Object.fromEntries(
  ['$sum', '$avg', '$min', '$max', '$stdDevPop', '$stdDevSamp'].map((name) => [name, overArguments(name)]),
);
