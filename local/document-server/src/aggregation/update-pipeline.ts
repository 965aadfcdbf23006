/** Updates that are pipelines of $set, $unset and $replaceWith. */
import { equalValues, identicalValues } from '../bson/compare.ts';
import type { Document, Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from '../query/filter.ts';
import type { Update } from '../update/types.ts';
import type { Environment } from './environment.ts';
import { parseStages, runStages, splitStages } from './pipeline.ts';

const ALLOWED = ['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'];

/** Constants of the statement are variables of the context already. */
export function parseUpdatePipeline(pipeline: Value[], context: QueryContext): Update {
  const split = splitStages(pipeline);
  for (const { name } of split) {
    if (!ALLOWED.includes(name)) {
      throw new ServerError('InvalidOptions', `${name} is not allowed to be used within an update`);
    }
  }
  const stages = parseStages(split, { context } as Environment);
  return {
    kind: 'pipeline',
    apply(doc) {
      const [result] = runStages(stages, [doc]) as Iterable<Document>;
      const id = doc.get('_id');
      if (!result) return doc;
      if (id === undefined) return result;
      if (result.has('_id') && !equalValues(result.get('_id'), id)) {
        throw new ServerError(
          'ImmutableField',
          "Performing an update on the path '_id' would modify the immutable field '_id'",
        );
      }
      const complete: Document = new Map([['_id', id]]);
      for (const [name, value] of result) if (name !== '_id') complete.set(name, value);
      return identicalValues(doc, complete) ? doc : complete;
    },
  };
}
