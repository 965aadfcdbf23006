/** $out: the result replaces a collection, all at once. */
import { type Document, isDocument, type Value } from '../../bson/values.ts';
import { validatorOf } from '../../commands/validation.ts';
import { ServerError } from '../../errors.ts';
import { PAUSE, type Pause } from '../../turns.ts';
import { checkId } from '../../update/names.ts';
import type { StageParser } from '../environment.ts';

let counter = 0;

export function outTarget(operand: Value, database: string): [string, string] {
  if (typeof operand === 'string') return [database, operand];
  if (isDocument(operand)) {
    for (const name of operand.keys()) {
      if (name === 'timeseries')
        throw new ServerError('CommandNotSupported', '$out to a time series is not supported');
      if (name !== 'db' && name !== 'coll')
        throw new ServerError(40415, `BSON field '$out.${name}' is an unknown field.`);
    }
    const [db, coll] = [operand.get('db'), operand.get('coll')];
    if (typeof db === 'string' && typeof coll === 'string') return [db, coll];
  }
  throw new ServerError(16990, '$out only supports a string or object argument');
}

export const out: StageParser = (operand, environment) => {
  const [database, name] = outTarget(operand, environment.database);
  return function* (source): Generator<Document | Pause> {
    const { catalog } = environment.server;
    const existing = catalog.get(database, name);
    if (existing?.options.has('viewOn'))
      throw new ServerError('CommandNotSupportedOnView', `${database}.${name} is a view`);
    const temporary = catalog.create(database, `tmp.agg_out.${++counter}`, existing?.options ?? new Map());
    try {
      for (const index of existing?.indexes.slice(1) ?? []) catalog.createIndex(temporary, index.spec);
      const validate = validatorOf(temporary, environment.bypassValidation);
      for (const doc of source) {
        if (doc === PAUSE) {
          yield PAUSE;
          continue;
        }
        checkId(doc.get('_id'));
        validate(doc);
        temporary.insert(doc);
      }
    } catch (error) {
      catalog.drop(temporary);
      throw error;
    }
    const replaced = catalog.get(database, name);
    if (replaced) catalog.drop(replaced);
    catalog.rename(temporary, database, name);
    yield* [];
  };
};
