/** Reads of a view, which are aggregations on what the view is defined on. */
import { preparePipeline } from '../aggregation/pipeline.ts';
import { type Document, document, type Value } from '../bson/values.ts';
import { PAUSE, type Pause, type Paused } from '../turns.ts';
import { cursorReply } from './cursor-reply.ts';
import { distinctValues } from './distinct-values.ts';
import { environmentOf } from './environment.ts';
import type { Invocation } from './invocation.ts';

function* runView(invocation: Invocation, stages: Value[]): Generator<Document | Pause> {
  const environment = environmentOf(invocation, invocation.execution(), invocation.target);
  yield* preparePipeline(environment, stages).run();
}

function stagesOf(invocation: Invocation, filterName: string): Value[] {
  const stages: Value[] = [];
  const add = (stage: string, operand: Value | undefined): void => {
    if (operand !== undefined) stages.push(document({ [stage]: operand }));
  };
  add('$match', invocation.document(filterName));
  const sort = invocation.document('sort');
  add('$sort', sort && sort.size > 0 ? sort : undefined);
  const [skip, limit] = [invocation.integer('skip') ?? 0, Math.abs(invocation.integer('limit') ?? 0)];
  add('$skip', skip > 0 ? skip : undefined);
  add('$limit', limit > 0 ? limit : undefined);
  return stages;
}

export function findInView(invocation: Invocation): Paused<Document> {
  const stages = stagesOf(invocation, 'filter');
  const projection = invocation.document('projection');
  if (projection && projection.size > 0) stages.push(document({ $project: projection }));
  return cursorReply(invocation, runView(invocation, stages), {
    batchSize: invocation.integer('batchSize'),
    single: invocation.flag('singleBatch'),
  });
}

export function* countView(invocation: Invocation): Paused<number> {
  let n = 0;
  for (const doc of runView(invocation, stagesOf(invocation, 'query'))) {
    if (doc === PAUSE) yield PAUSE;
    else n++;
  }
  return n;
}

export function distinctView(invocation: Invocation, key: string): Paused<Value[]> {
  const collation = invocation.collationFor(invocation.collection());
  return distinctValues(runView(invocation, stagesOf(invocation, 'query')), key, collation?.compare);
}
