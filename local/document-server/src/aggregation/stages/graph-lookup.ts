import { type Numeric, toExactInteger } from '../../bson/number.ts';
import { type Document, isDocument, isNumeric, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { encodeKey } from '../../storage/index-key.ts';
import { PAUSE, type Paused } from '../../turns.ts';
import { type Environment, type StageParser, withContext } from '../environment.ts';
import { parseExpression, reach } from '../expression.ts';
import { preparePipeline } from '../pipeline.ts';
import { setPath } from './set-path.ts';

const FIELDS = [
  'from',
  'startWith',
  'connectFromField',
  'connectToField',
  'as',
  'maxDepth',
  'depthField',
  'restrictSearchWithMatch',
];

export const graphLookup: StageParser = (operand, environment) => {
  if (!isDocument(operand))
    throw new ServerError(40327, 'the $graphLookup stage specification must be an object');
  for (const name of operand.keys()) {
    if (!FIELDS.includes(name)) throw new ServerError(40104, `Unknown argument to $graphLookup: ${name}`);
  }
  const text = (name: string): string => {
    const value = operand.get(name);
    if (typeof value !== 'string')
      throw new ServerError(40105, `$graphLookup requires '${name}' to be a string`);
    return value;
  };
  const [from, as, connectFrom, connectTo] = [
    text('from'),
    text('as'),
    text('connectFromField'),
    text('connectToField'),
  ];
  if (!operand.has('startWith')) throw new ServerError(40105, "$graphLookup requires 'startWith'");
  const start = parseExpression(operand.get('startWith') as Value, environment.context);
  const depthLimit = operand.get('maxDepth');
  const maxDepth = isNumeric(depthLimit)
    ? Number(toExactInteger(depthLimit as Numeric) ?? 0n)
    : Number.POSITIVE_INFINITY;
  const depthField = operand.has('depthField') ? text('depthField') : undefined;
  const restrict = operand.get('restrictSearchWithMatch');
  const inner: Environment = { ...withContext(environment, environment.context), collectionName: from };

  /** Breadth first; each document is visited once, at its least depth. */
  const search = function* (doc: Document): Paused<Document[]> {
    const found = new Map<string, Document>();
    const first = start(doc, environment.context.variables);
    let frontier: Value[] = first === undefined ? [] : Array.isArray(first) ? first : [first];
    for (let depth = 0; frontier.length > 0 && depth <= maxDepth; depth++) {
      const condition: Document = new Map([[connectTo, new Map<string, Value>([['$in', frontier]])]]);
      const filter = isDocument(restrict)
        ? new Map<string, Value>([['$and', [condition, restrict]]])
        : condition;
      frontier = [];
      for (const reached of preparePipeline(inner, [new Map<string, Value>([['$match', filter]])]).run()) {
        if (reached === PAUSE) {
          yield PAUSE;
          continue;
        }
        const key = encodeKey([reached.get('_id') as Value], [1]).bytes.toString('latin1');
        if (found.has(key)) continue;
        found.set(key, depthField === undefined ? reached : setPath(reached, depthField, BigInt(depth)));
        const next = reach(reached, connectFrom.split('.'), 0);
        if (Array.isArray(next)) frontier.push(...next);
        else if (next !== undefined) frontier.push(next);
      }
    }
    return [...found.values()];
  };
  return function* (source) {
    for (const doc of source) yield doc === PAUSE ? PAUSE : setPath(doc, as, yield* search(doc));
  };
};
