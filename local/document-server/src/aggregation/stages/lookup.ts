import { type Document, isDocument, Regex, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { collected, PAUSE } from '../../turns.ts';
import { type Environment, type StageParser, withContext } from '../environment.ts';
import { parseExpression, reach } from '../expression.ts';
import { preparePipeline } from '../pipeline.ts';
import { isNullish } from '../types.ts';
import { hasPlainIds, lookupById } from './lookup-by-id.ts';
import { setPath } from './set-path.ts';

const FIELDS = ['from', 'as', 'localField', 'foreignField', 'let', 'pipeline', '_internalCollation'];

export const lookup: StageParser = (operand, environment) => {
  if (!isDocument(operand))
    throw new ServerError('FailedToParse', `the $lookup specification must be an Object`);
  for (const name of operand.keys()) {
    if (!FIELDS.includes(name))
      throw new ServerError('FailedToParse', `unknown argument to $lookup: ${name}`);
  }
  const text = (name: string): string | undefined => {
    const value = operand.get(name);
    if (value !== undefined && typeof value !== 'string')
      throw new ServerError('FailedToParse', `$lookup argument '${name}' must be a string`);
    return value;
  };
  const [from, as, localField, foreignField] = [
    text('from'),
    text('as'),
    text('localField'),
    text('foreignField'),
  ];
  if (as === undefined) throw new ServerError('FailedToParse', "must specify 'as' field for a $lookup");
  if ((localField === undefined) !== (foreignField === undefined)) {
    throw new ServerError(
      'FailedToParse',
      "$lookup requires both or neither of 'localField' and 'foreignField' to be specified",
    );
  }
  const pipeline = operand.get('pipeline');
  if (localField === undefined && pipeline === undefined) {
    throw new ServerError(
      'FailedToParse',
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  }
  if (from === undefined && !isDocumentsPipeline(pipeline))
    throw new ServerError('FailedToParse', "must specify 'from' field for a $lookup");
  const bindings = letBindings(operand.get('let'), environment);
  const names = bindings.map(([name]) => name);
  const isById = localField !== undefined && foreignField === '_id' && pipeline === undefined;
  if (isById && from !== undefined && hasPlainIds(environment, from))
    return (source) => lookupById(source, { from, as, localField }, environment);
  return function* (source) {
    for (const doc of source) {
      if (doc === PAUSE) {
        yield PAUSE;
        continue;
      }
      const context = bindVariables(environment, bindings, doc, names);
      const inner: Environment = { ...withContext(environment, context), collectionName: from };
      const join = localField === undefined ? [] : [joinCondition(doc, localField, foreignField as string)];
      const stages = [...join, ...((pipeline as Value[] | undefined) ?? [])];
      yield setPath(doc, as, yield* collected(preparePipeline(inner, stages).run()));
    }
  };
};

function isDocumentsPipeline(pipeline: Value | undefined): boolean {
  return Array.isArray(pipeline) && isDocument(pipeline[0]) && pipeline[0].has('$documents');
}

type Bindings = [string, ReturnType<typeof parseExpression>][];

function letBindings(spec: Value | undefined, { context }: Environment): Bindings {
  if (spec === undefined) return [];
  if (!isDocument(spec)) throw new ServerError('FailedToParse', "$lookup argument 'let' must be an object");
  return [...spec].map(([name, value]) => [name, parseExpression(value, context)]);
}

function bindVariables({ context }: Environment, bindings: Bindings, doc: Document, names: string[]) {
  if (names.length === 0) return context;
  const variables = new Map(context.variables);
  for (const [name, expression] of bindings) variables.set(name, expression(doc, context.variables) ?? null);
  return { ...context, variables };
}

/** Equality with the local value, with any element of a local array, or with null when there is none. */
export function joinCondition(doc: Document, localField: string, foreignField: string): Value {
  const local = reach(doc, localField.split('.'), 0);
  const values = Array.isArray(local) ? local : [isNullish(local) ? null : local];
  // A pattern is compared as a value here, not matched.
  const plain = values.filter((value) => !(value instanceof Regex));
  const patterns = values
    .filter((value) => value instanceof Regex)
    .map((value) => new Map([[foreignField, new Map([['$eq', value]])]]));
  const equal: Value = new Map([[foreignField, new Map<string, Value>([['$in', plain]])]]);
  return new Map<string, Value>([
    ['$match', patterns.length === 0 ? equal : new Map<string, Value>([['$or', [equal, ...patterns]]])],
  ]);
}
