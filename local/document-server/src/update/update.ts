/** Updates: operator documents, replacements and pipelines, parsed once and applied to documents. */

import { parseUpdatePipeline } from '../aggregation/update-pipeline.ts';
import { equalValues } from '../bson/compare.ts';
import { show } from '../bson/show.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from '../query/filter.ts';
import { dollarPrefixed } from './names.ts';
import { parseOperatorUpdate } from './operators.ts';
import type { Update } from './types.ts';

function isPipeline(update: Value | undefined): update is Value[] {
  return Array.isArray(update);
}

/** Parses the `u` of an update or the `update` of a findAndModify. */
export function parseUpdate(
  update: Value | undefined,
  arrayFilters: Value | undefined,
  constants: Value | undefined,
  context: QueryContext,
): Update {
  if (isPipeline(update)) {
    if (arrayFilters !== undefined) {
      throw new ServerError('FailedToParse', 'arrayFilters may not be specified for pipeline-style updates');
    }
    return parseUpdatePipeline(update, context);
  }
  if (constants !== undefined) {
    throw new ServerError(51198, 'Constant values may only be specified for pipeline updates');
  }
  if (!isDocument(update)) {
    throw new ServerError('FailedToParse', 'Update argument must be either an object or an array');
  }
  const first = update.keys().next().value;
  if (first?.startsWith('$')) return parseOperatorUpdate(update, arrayFilters, context);
  if (arrayFilters !== undefined) {
    throw new ServerError('FailedToParse', 'arrayFilters may not be specified for replacement updates');
  }
  return parseReplacement(update);
}

function parseReplacement(replacement: Document): Update {
  const dollar = [...replacement.keys()].find((name) => name.startsWith('$'));
  return {
    kind: 'replacement',
    apply(doc, { inserting }) {
      // An upsert is an insert, which may use any name.
      if (dollar !== undefined && !inserting) throw dollarPrefixed(dollar);
      const id = doc.get('_id');
      const given = replacement.get('_id');
      if (given !== undefined && id !== undefined && !equalValues(given, id)) {
        throw new ServerError(
          'ImmutableField',
          "After applying the update, the (immutable) field '_id' was found to have been altered to _id: " +
            show(given),
        );
      }
      const result: Document = new Map();
      const kept = given === undefined ? id : given;
      if (kept !== undefined) result.set('_id', id === undefined ? kept : id);
      for (const [name, value] of replacement) if (name !== '_id') result.set(name, value);
      return result;
    },
  };
}
