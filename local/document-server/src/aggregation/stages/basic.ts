/** Stages that pass documents through: $match, $sort, $limit, $skip, $sample, $count. */
import { integer, type Numeric, toExactInteger } from '../../bson/number.ts';
import { type Document, isDocument, isNumeric, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { compileFilter } from '../../query/match.ts';
import { parseFilter } from '../../query/parse.ts';
import { parseSort, sortDocuments } from '../../query/sort.ts';
import { PAUSE } from '../../turns.ts';
import type { StageParser } from '../environment.ts';

const match: StageParser = (operand, environment) => {
  if (!isDocument(operand))
    throw new ServerError(15959, 'the match filter must be an expression in an object');
  const { context } = environment;
  const matches = compileFilter(parseFilter(operand, context), context.collation?.compare);
  return function* (source) {
    for (const doc of source) if (doc === PAUSE || matches(doc)) yield doc;
  };
};

const sort: StageParser = (operand, environment) => {
  if (!isDocument(operand)) throw new ServerError(15973, 'the $sort key specification must be an object');
  const parsed = parseSort(operand);
  if (!parsed) throw new ServerError(15976, '$sort stage must have at least one sort key');
  const order = environment.context.collation?.compare;
  return function* (source) {
    yield* yield* sortDocuments(source, parsed.fields, order);
  };
};

function count(operand: Value, name: string, least: number, code: number): number {
  const whole = isNumeric(operand) ? toExactInteger(operand as Numeric) : undefined;
  if (whole === undefined) {
    throw new ServerError(
      name === '$limit' ? 5107201 : 5107200,
      `invalid argument to ${name} stage: Expected an integer`,
    );
  }
  if (whole < BigInt(least)) {
    throw new ServerError(
      code,
      name === '$limit'
        ? 'the limit must be positive'
        : `invalid argument to ${name} stage: Expected a non-negative number`,
    );
  }
  return Number(whole);
}

const limit: StageParser = (operand) => {
  const most = count(operand, '$limit', 1, 15958);
  return function* (source) {
    let n = 0;
    for (const doc of source) {
      yield doc;
      if (doc !== PAUSE && ++n === most) return;
    }
  };
};

const skip: StageParser = (operand) => {
  const first = count(operand, '$skip', 0, 5107200);
  return function* (source) {
    let n = 0;
    for (const doc of source) if (doc === PAUSE || n++ >= first) yield doc;
  };
};

const sample: StageParser = (operand) => {
  const size = isDocument(operand) ? operand.get('size') : undefined;
  if (!isNumeric(size))
    throw new ServerError(28745, 'the $sample stage specification must be an object with a numeric size');
  const wanted = count(size, '$sample', 1, 28747);
  return function* (source) {
    // Reservoir sampling: every document is kept with the same probability.
    const kept: Document[] = [];
    let seen = 0;
    for (const doc of source) {
      if (doc === PAUSE) {
        yield PAUSE;
        continue;
      }
      seen++;
      if (kept.length < wanted) kept.push(doc);
      else {
        const slot = Math.floor(Math.random() * seen);
        if (slot < wanted) kept[slot] = doc;
      }
    }
    yield* kept.sort(() => Math.random() - 0.5);
  };
};

const countStage: StageParser = (operand) => {
  if (typeof operand !== 'string' || operand === '')
    throw new ServerError(40156, 'the count field must be a non-empty string');
  if (operand.startsWith('$')) throw new ServerError(40158, 'the count field cannot be a $-prefixed path');
  if (operand.includes('.')) throw new ServerError(40160, "the count field cannot contain '.'");
  return function* (source) {
    let n = 0;
    for (const doc of source) {
      if (doc === PAUSE) yield PAUSE;
      else n++;
    }
    if (n > 0) yield new Map([[operand, integer(n)]]);
  };
};

export const basicStages: Record<string, StageParser> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $sample: sample,
  $count: countStage,
};
