/** $bucket and $bucketAuto. */
import { compareValues, rankOf } from '../../bson/compare.ts';
import { type Numeric, toExactInteger } from '../../bson/number.ts';
import { type Document, document, isDocument, isNumeric, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { PAUSE, type Paused, sliceIsOver, sorted } from '../../turns.ts';
import type { Environment, StageParser } from '../environment.ts';
import { parseExpression } from '../expression.ts';
import { type GroupField, parseAccumulator } from './group.ts';

function outputFields(spec: Value | undefined, environment: Environment): GroupField[] {
  const output = spec ?? document({ count: document({ $sum: 1 }) });
  if (!isDocument(output)) throw new ServerError(40196, 'The $bucket output field must be an object');
  return [...output].map(([name, accumulator]) => parseAccumulator(name, accumulator, environment));
}

function* accumulate(
  id: Value,
  docs: readonly Document[],
  fields: GroupField[],
  environment: Environment,
): Paused<Document> {
  const result: Document = new Map([['_id', id]]);
  const states = fields.map(({ create }) => create());
  for (const doc of docs) {
    for (const [i, { input }] of fields.entries()) states[i]?.add(input(doc, environment.context.variables));
    if (sliceIsOver()) yield PAUSE;
  }
  for (const [i, { name }] of fields.entries()) result.set(name, states[i]?.result() ?? null);
  return result;
}

const bucket: StageParser = (operand, environment) => {
  if (!isDocument(operand)) throw new ServerError(40201, 'Argument to $bucket stage must be an object');
  const boundaries = operand.get('boundaries');
  if (!Array.isArray(boundaries))
    throw new ServerError(40200, "The $bucket 'boundaries' field must be an array");
  if (boundaries.length < 2)
    throw new ServerError(40192, "The $bucket 'boundaries' field must have at least 2 values");
  for (let i = 1; i < boundaries.length; i++) {
    if (rankOf(boundaries[i]) !== rankOf(boundaries[0]))
      throw new ServerError(
        40193,
        "All values in the the 'boundaries' option to $bucket must have the same type.",
      );
    if (compareValues(boundaries[i - 1], boundaries[i]) >= 0)
      throw new ServerError(40194, "The 'boundaries' option to $bucket must be sorted");
  }
  const fallback = operand.get('default');
  const { context } = environment;
  const groupBy = parseExpression(operand.get('groupBy') ?? null, context);
  const fields = outputFields(operand.get('output'), environment);
  return function* (source) {
    const buckets = new Map<number, Document[]>();
    for (const doc of source) {
      if (doc === PAUSE) {
        yield PAUSE;
        continue;
      }
      const value = groupBy(doc, context.variables) ?? null;
      let index = -1;
      while (
        index + 1 < boundaries.length &&
        compareValues(value, boundaries[index + 1], context.collation?.compare) >= 0
      )
        index++;
      if (index === boundaries.length - 1) index = -1;
      if (index === -1 && fallback === undefined) {
        throw new ServerError(
          40066,
          '$switch could not find a matching branch for an input, and no default was specified.',
        );
      }
      const list = buckets.get(index) ?? [];
      list.push(doc);
      buckets.set(index, list);
    }
    const results: Document[] = [];
    for (const [index, docs] of buckets) {
      const id = index === -1 ? (fallback as Value) : (boundaries[index] as Value);
      results.push(yield* accumulate(id, docs, fields, environment));
    }
    yield* results.sort((a, b) => compareValues(a.get('_id'), b.get('_id')));
  };
};

const bucketAuto: StageParser = (operand, environment) => {
  if (!isDocument(operand)) throw new ServerError(40240, 'The argument to $bucketAuto must be an object');
  const wanted = operand.get('buckets');
  const count = isNumeric(wanted) ? Number(toExactInteger(wanted as Numeric) ?? 0n) : 0;
  if (count <= 0) throw new ServerError(40243, "The $bucketAuto 'buckets' field must be greater than 0");
  if (operand.has('granularity'))
    throw new ServerError('CommandNotSupported', 'the granularity of $bucketAuto is not supported');
  const { context } = environment;
  const groupBy = parseExpression(operand.get('groupBy') ?? null, context);
  const fields = outputFields(operand.get('output'), environment);
  return function* (source) {
    const compare = (a: Value, b: Value): number => compareValues(a, b, context.collation?.compare);
    const unsorted: { doc: Document; value: Value }[] = [];
    for (const doc of source) {
      if (doc === PAUSE) yield PAUSE;
      else unsorted.push({ doc, value: groupBy(doc, context.variables) ?? null });
    }
    const entries = yield* sorted(unsorted, (a, b) => compare(a.value, b.value));
    const size = Math.max(Math.round(entries.length / count), 1);
    let start = 0;
    for (let made = 0; start < entries.length; made++) {
      let end = made === count - 1 ? entries.length : Math.min(start + size, entries.length);
      // Equal values share a bucket.
      while (
        end < entries.length &&
        compare(
          (entries[end - 1] as (typeof entries)[0]).value,
          (entries[end] as (typeof entries)[0]).value,
        ) === 0
      )
        end++;
      const min = (entries[start] as (typeof entries)[0]).value;
      const max = (entries[end] ?? (entries[end - 1] as (typeof entries)[0])).value;
      yield yield* accumulate(
        document({ min, max }),
        entries.slice(start, end).map(({ doc }) => doc),
        fields,
        environment,
      );
      start = end;
    }
  };
};

export const bucketStages: Record<string, StageParser> = { $bucket: bucket, $bucketAuto: bucketAuto };
