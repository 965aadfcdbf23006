/** $sum, $avg, $min, … as expressions: over their arguments, or over the one array they are given. */
import type { Value } from '../../bson/values.ts';
import { accumulators } from '../accumulators.ts';
import { parseExpression } from '../expression.ts';
import { pickAccumulators } from '../pick-accumulators.ts';
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

/** $median and $percentile of one array, or of one number. */
const percentile: OperatorParser = (operand, context, name) => {
  const { create, input } = (pickAccumulators[name] as (typeof pickAccumulators)[string])(operand, context);
  return (doc, variables) => {
    const accumulator = create();
    const values = input(doc, variables);
    for (const value of Array.isArray(values) ? values : [values]) accumulator.add(value);
    return accumulator.result();
  };
};

const overArgumentsOperators: Operators = Object.fromEntries(
  ['$sum', '$avg', '$min', '$max', '$stdDevPop', '$stdDevSamp'].map((name) => [name, overArguments(name)]),
);

export const statisticsOperators: Operators = {
  ...overArgumentsOperators,
  $median: percentile,
  $percentile: percentile,
};
