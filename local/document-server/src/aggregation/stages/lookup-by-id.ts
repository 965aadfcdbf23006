/**
 * `$lookup` of documents by their ids: one query for a batch of documents, which takes a fraction of a query for each.
 * The ids of a collection are no arrays, and all documents have one; those of a view may be anything.
 */
import { type Document, Regex, type Value } from '../../bson/values.ts';
import { encodeKey } from '../../storage/index-key.ts';
import { collected, PAUSE, type Pause } from '../../turns.ts';
import { type Environment, withContext } from '../environment.ts';
import { reach } from '../expression.ts';
import { preparePipeline } from '../pipeline.ts';
import { isNullish } from '../types.ts';
import { setPath } from './set-path.ts';

const FIRST_BATCH = 16;
const LARGEST_BATCH = 128;

export interface LookupById {
  from: string;
  as: string;
  localField: string;
}

export function hasPlainIds({ server, database }: Environment, from: string): boolean {
  return !server.catalog.get(database, from)?.options.has('viewOn');
}

export function* lookupById(
  source: Iterable<Document | Pause>,
  operand: LookupById,
  environment: Environment,
): Generator<Document | Pause> {
  let size = FIRST_BATCH;
  let batch: Document[] = [];
  for (const doc of source) {
    if (doc === PAUSE) {
      yield PAUSE;
      continue;
    }
    batch.push(doc as Document);
    if (batch.length < size) continue;
    yield* withFound(batch, operand, environment);
    batch = [];
    size = Math.min(size * 2, LARGEST_BATCH);
  }
  if (batch.length > 0) yield* withFound(batch, operand, environment);
}

function* withFound(
  batch: Document[],
  { from, as, localField }: LookupById,
  environment: Environment,
): Generator<Document | Pause> {
  const { context } = environment;
  const keyOf = (id: Value): string => encodeKey([id], [1], context.collation).bytes.toString('latin1');
  const path = localField.split('.');
  const wanted = batch.map((doc) => idsIn(reach(doc, path, 0)));
  const inner: Environment = { ...withContext(environment, context), collectionName: from };
  const byIds = new Map([['$match', new Map([['_id', new Map([['$in', wanted.flat()]])]])]]);
  const results = yield* collected(preparePipeline(inner, [byIds]).run());
  const found = Map.groupBy(
    results.map((doc, order) => ({ doc, order })),
    (result) => keyOf(result.doc.get('_id') as Value),
  );
  for (const [place, doc] of batch.entries()) {
    const keys = new Set((wanted[place] as Value[]).map(keyOf));
    const matches = [...keys].flatMap((key) => found.get(key) ?? []).sort((a, b) => a.order - b.order);
    yield setPath(
      doc,
      as,
      matches.map((match) => match.doc),
    );
  }
}

/** Those of an array are each looked up; a pattern is no id. */
function idsIn(local: Value | undefined): Value[] {
  const ids = Array.isArray(local) ? local : [isNullish(local) ? null : local];
  return ids.filter((id) => !(id instanceof Regex));
}
