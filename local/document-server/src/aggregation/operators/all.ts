/** Every expression operator by its name. */
import type { Operators } from '../types.ts';
import { arithmeticOperators } from './arithmetic.ts';
import { arrayOperators } from './array.ts';
import { booleanOperators } from './boolean.ts';
import { conversionOperators } from './conversion.ts';
import { dateOperators } from './date.ts';
import { dateMathOperators } from './date-math.ts';
import { iterationOperators } from './iteration.ts';
import { objectOperators } from './object.ts';
import { regexOperators } from './regex.ts';
import { roundingOperators } from './rounding.ts';
import { setOperators } from './set.ts';
import { statisticsOperators } from './statistics.ts';
import { stringOperators } from './string.ts';
import { timestampOperators } from './timestamp.ts';

export const operators: Operators = {
  ...arithmeticOperators,
  ...arrayOperators,
  ...booleanOperators,
  ...conversionOperators,
  ...dateOperators,
  ...dateMathOperators,
  ...iterationOperators,
  ...objectOperators,
  ...regexOperators,
  ...roundingOperators,
  ...setOperators,
  ...statisticsOperators,
  ...stringOperators,
  ...timestampOperators,
};
