import { preparePipeline, splitStages } from '../aggregation/pipeline.ts';
import type { Document, Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { collected, type Pause, type Paused } from '../turns.ts';
import type { Command } from './command.ts';
import { cursorReply, executorOf } from './cursor-reply.ts';
import { aggregateTarget, environmentOf } from './environment.ts';
import { explainCommand } from './explain.ts';

export const aggregate: Command = {
  name: 'aggregate',
  fields: {
    'pipeline!': 'array',
    cursor: 'object',
    explain: 'safeBool',
    allowDiskUse: 'safeBool',
    bypassDocumentValidation: 'safeBool',
    collation: 'object',
    hint: 'stringOrObject',
    let: 'object',
    exchange: 'any',
    fromMongos: 'any',
    runtimeConstants: 'any',
  },
  *run(invocation) {
    if (invocation.flag('explain'))
      return yield* explainCommand(invocation, withoutExplain(invocation.body), false);
    const name = aggregateTarget(invocation);
    const execution = invocation.execution();
    const pipeline = invocation.body.get('pipeline') as Value;
    if (!invocation.body.has('cursor')) {
      throw new ServerError(
        'FailedToParse',
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    }
    const prepared = preparePipeline(
      environmentOf(invocation, execution, name),
      pipeline,
      invocation.body.get('hint'),
    );
    const results = (function* (): Generator<Document | Pause> {
      yield* prepared.run();
    })();
    const writes = ['$out', '$merge'].includes(splitStages(pipeline).at(-1)?.name ?? '');
    const size = invocation.document('cursor')?.get('batchSize');
    if (writes && invocation.document('readConcern')?.get('level') === 'linearizable') {
      throw new ServerError(
        'InvalidOptions',
        "$out and $merge cannot be used with a 'linearizable' read concern level",
      );
    }
    if (writes) yield* within(executorOf(invocation), collected(results));
    return yield* cursorReply(invocation, results, {
      batchSize: size === undefined ? undefined : Number(size),
      namespace: name === undefined ? `${invocation.database}.$cmd.aggregate` : invocation.namespace,
    });
  },
};

/** Runs a pipeline that writes, to its end. */
function* within<T>(operation: string, running: Paused<T>): Paused<T> {
  try {
    return yield* running;
  } catch (error) {
    throw error instanceof ServerError ? error.during(operation) : error;
  }
}

function withoutExplain(body: Document): Document {
  const copy: Document = new Map(body);
  copy.delete('explain');
  return copy;
}
