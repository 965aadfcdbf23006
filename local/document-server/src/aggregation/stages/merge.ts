/** $merge: the result is written into a collection, document by document. */
import { equalValues } from '../../bson/compare.ts';
import { decodeDocument } from '../../bson/decode.ts';
import { type Document, isDocument, ObjectId, type Value } from '../../bson/values.ts';
import { validatorOf } from '../../commands/validation.ts';
import { duplicateKey, ServerError } from '../../errors.ts';
import { PlannedQuery } from '../../planner/query.ts';
import type { ScannedRow } from '../../planner/rows.ts';
import type { Collection } from '../../storage/collection.ts';
import type { CollectionIndex } from '../../storage/collection-index.ts';
import { collected, PAUSE, type Pause, sliceIsOver } from '../../turns.ts';
import { checkId } from '../../update/names.ts';
import type { Environment, StageParser } from '../environment.ts';
import { parseExpression, reach } from '../expression.ts';
import { parseUpdatePipeline } from '../update-pipeline.ts';

interface MergeOptions {
  database: string;
  name: string;
  on: string[];
  whenMatched: Value;
  whenNotMatched: string;
  bindings: [string, ReturnType<typeof parseExpression>][];
}

const MATCHED = ['replace', 'keepExisting', 'merge', 'fail'];
const NOT_MATCHED = ['insert', 'discard', 'fail'];

export function mergeTarget(operand: Value, database: string): [string, string] {
  const into = isDocument(operand) ? operand.get('into') : operand;
  if (typeof into === 'string') return [database, into];
  if (isDocument(into) && typeof into.get('coll') === 'string') {
    return [(into.get('db') as string | undefined) ?? database, into.get('coll') as string];
  }
  throw new ServerError(51178, "$merge requires a string or object 'into'");
}

function parseOptions(operand: Value, environment: Environment): MergeOptions {
  const spec: Document = isDocument(operand) ? operand : new Map([['into', operand]]);
  for (const name of spec.keys()) {
    if (
      ![
        'into',
        'on',
        'let',
        'whenMatched',
        'whenNotMatched',
        'targetCollectionVersion',
        'allowMergeOnNullishValues',
      ].includes(name)
    ) {
      throw new ServerError(40415, `BSON field '$merge.${name}' is an unknown field.`);
    }
  }
  const [database, name] = mergeTarget(operand, environment.database);
  const whenMatched = spec.get('whenMatched') ?? 'merge';
  const whenNotMatched = spec.get('whenNotMatched') ?? 'insert';
  if (!Array.isArray(whenMatched) && !MATCHED.includes(whenMatched as string)) {
    throw new ServerError(
      'BadValue',
      `Enumeration value '${String(whenMatched)}' for field '$merge.whenMatched' is not a valid value.`,
    );
  }
  if (!NOT_MATCHED.includes(whenNotMatched as string)) {
    throw new ServerError(
      'BadValue',
      `Enumeration value '${String(whenNotMatched)}' for field '$merge.whenNotMatched' is not a valid value.`,
    );
  }
  const on = spec.get('on') ?? '_id';
  const variables = spec.get('let');
  return {
    database,
    name,
    on: (Array.isArray(on) ? on : [on]) as string[],
    whenMatched,
    whenNotMatched: whenNotMatched as string,
    bindings: isDocument(variables)
      ? [...variables].map(([variable, value]) => [variable, parseExpression(value, environment.context)])
      : [],
  };
}

export const merge: StageParser = (operand, environment) => {
  const options = parseOptions(operand, environment);
  return function* (source): Generator<Document | Pause> {
    const docs = yield* collected(source);
    const target = environment.server.catalog.getOrCreate(options.database, options.name);
    if (target.options.has('viewOn'))
      throw new ServerError('CommandNotSupportedOnView', `${target.namespace} is a view`);
    const index = uniqueIndex(target, options.on);
    const validate = validatorOf(target, environment.bypassValidation);
    for (const doc of docs) {
      mergeOne(doc, target, index, options, environment, validate);
      if (sliceIsOver()) yield PAUSE;
    }
    yield* [];
  };
};

function uniqueIndex(target: Collection, on: string[]): CollectionIndex {
  const fields = [...on].sort().join();
  const found = target.indexes.find(
    (index) => index.unique && !index.partialFilter && [...index.fields].sort().join() === fields,
  );
  if (!found) throw new ServerError(51183, 'Cannot find index to verify that join fields will be unique');
  return found;
}

function mergeOne(
  doc: Document,
  target: Collection,
  index: CollectionIndex,
  options: MergeOptions,
  environment: Environment,
  validate: (doc: Document) => void,
): void {
  const incoming: Document =
    doc.has('_id') || !options.on.includes('_id') ? doc : new Map([['_id', new ObjectId()], ...doc]);
  const filter: Document = new Map();
  for (const field of options.on) {
    const value = reach(incoming, field.split('.'), 0);
    if (value === undefined || value === null || Array.isArray(value)) {
      throw new ServerError(
        51132,
        "$merge write error: 'on' field cannot be missing, null, undefined or an array",
      );
    }
    filter.set(field, new Map([['$eq', value]]));
  }
  const query = new PlannedQuery(
    target,
    { filter, limit: 1 },
    { collation: target.collation, variables: new Map() },
  );
  const row = firstRow(query);
  if (!row) {
    if (options.whenNotMatched === 'discard') return;
    if (options.whenNotMatched === 'fail') {
      throw new ServerError(
        'MergeStageNoMatchingDocument',
        '$merge could not find a matching document in the target collection for at least one document in the source collection',
      );
    }
    checkId(incoming.get('_id'));
    validate(incoming);
    target.insert(incoming);
    return;
  }
  if (options.whenMatched === 'fail') {
    const tuple = index.fields.map((field) => (filter.get(field) as Document).get('$eq') as Value);
    throw duplicateKey(target.namespace, index, tuple);
  }
  const before = decodeDocument(row.bytes);
  const after = combine(before, incoming, options, environment);
  if (after === before) return;
  if (!equalValues(before.get('_id'), after.get('_id'))) {
    throw new ServerError(
      'ImmutableField',
      "$merge failed to update the matching document, did you attempt to modify the _id or the shard key? :: caused by :: Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
  validate(after);
  target.replace(row.record, before, after);
}

/** The unique index that $merge requires makes this a single look-up, which needs no pause. */
function firstRow(query: PlannedQuery): ScannedRow | undefined {
  for (const row of query.rows({ counters: { keysExamined: 0, docsExamined: 0 } })) {
    if (row !== PAUSE) return row;
  }
  return undefined;
}

function combine(
  before: Document,
  incoming: Document,
  options: MergeOptions,
  environment: Environment,
): Document {
  const { whenMatched } = options;
  if (Array.isArray(whenMatched)) {
    const variables = new Map(environment.context.variables);
    variables.set('new', incoming);
    for (const [name, expression] of options.bindings)
      variables.set(name, expression(incoming, variables) ?? null);
    const update = parseUpdatePipeline(whenMatched, { ...environment.context, variables });
    return update.apply(before, { matchedOffset: undefined, inserting: false });
  }
  switch (whenMatched) {
    case 'replace':
      return incoming.has('_id') ? incoming : new Map([['_id', before.get('_id') as Value], ...incoming]);
    case 'keepExisting':
      return before;
    default: {
      const merged: Document = new Map(before);
      for (const [name, value] of incoming) merged.set(name, value);
      return merged;
    }
  }
}
