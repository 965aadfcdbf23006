/** $densify: adds the documents that are missing from a regular sequence of numbers or dates. */
import { compareValues } from '../../bson/compare.ts';
import * as numeric from '../../bson/number.ts';
import { type Document, isDocument, isNumeric, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { collected, PAUSE } from '../../turns.ts';
import type { StageParser } from '../environment.ts';
import { reach } from '../expression.ts';
import { addUnits } from '../operators/date-math.ts';
import { setPath } from './set-path.ts';
import { partitions } from './window.ts';

const MAX_GENERATED = 500_000;

type Step = (value: Value) => Value;

export const densify: StageParser = (operand, environment) => {
  if (!isDocument(operand))
    throw new ServerError('FailedToParse', 'the $densify stage specification must be an object');
  const field = operand.get('field');
  const range = operand.get('range');
  if (typeof field !== 'string' || !isDocument(range)) {
    throw new ServerError('FailedToParse', "$densify needs a 'field' and a 'range'");
  }
  const path = field.split('.');
  const fields = (operand.get('partitionByFields') ?? []) as string[];
  const step = parseStep(range);
  const bounds = range.get('bounds');
  const placeOf = (doc: Document): Value | undefined => reach(doc, path, 0);
  return function* (source) {
    const input = yield* collected(source);
    const known = input.map(placeOf).filter((value) => value !== undefined && value !== null) as Value[];
    const whole = Array.isArray(bounds) ? (bounds as [Value, Value]) : extent(known);
    const keyOf = (doc: Document): Value => fields.map((name) => reach(doc, name.split('.'), 0) ?? null);
    let generated = 0;
    for (const docs of partitions(input, keyOf, environment)) {
      if (docs === PAUSE) {
        yield PAUSE;
        continue;
      }
      const present = docs.filter((doc) => (placeOf(doc) ?? null) !== null);
      yield* docs.filter((doc) => !present.includes(doc));
      present.sort((a, b) => compareValues(placeOf(a), placeOf(b)));
      const limits = bounds === 'partition' ? extent(present.map((doc) => placeOf(doc) as Value)) : whole;
      const template = fields.reduce<Document>((doc, name) => {
        const value = reach(docs[0] as Document, name.split('.'), 0);
        return value === undefined ? doc : setPath(doc, name, value);
      }, new Map());
      let next: Value | undefined = limits?.[0];
      const missing = function* (before: Value | undefined): Generator<Document> {
        while (
          next !== undefined &&
          limits &&
          compareValues(next, before ?? limits[1]) < 0 &&
          compareValues(next, limits[1]) < 0
        ) {
          if (++generated > MAX_GENERATED)
            throw new ServerError(5897900, 'Generated too many documents in $densify');
          yield setPath(template, field, next);
          next = step(next);
        }
      };
      for (const doc of present) {
        const value = placeOf(doc) as Value;
        yield* missing(value);
        if (next !== undefined && compareValues(next, value) === 0) next = step(next);
        yield doc;
      }
      yield* missing(undefined);
    }
  };
};

function extent(values: Value[]): [Value, Value] | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => compareValues(a, b));
  return [sorted[0] as Value, sorted.at(-1) as Value];
}

function parseStep(range: Document): Step {
  const step = range.get('step');
  if (!isNumeric(step) || numeric.toNumber(step) <= 0) {
    throw new ServerError(5733401, 'the step of $densify must be a positive number');
  }
  const unit = range.get('unit');
  if (unit === undefined) {
    return (value) => {
      if (!isNumeric(value)) throw new ServerError(5733201, "$densify of dates needs a 'unit'");
      return numeric.add(value, step);
    };
  }
  return (value) => {
    if (!(value instanceof Date)) throw new ServerError(5733501, "$densify with a 'unit' needs dates");
    return addUnits(value, unit, numeric.toNumber(step), 'UTC', '$densify');
  };
}
