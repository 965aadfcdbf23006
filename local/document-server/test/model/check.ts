/** Random operations on two collections, one with indexes and one without, and on the naive model: all must agree. */
import fc from 'fast-check';
import { type Collection, MongoClient } from 'mongodb';
import { startDocumentServer } from '../../src/index.ts';
import { type Doc, type Filter, matches, sorted, updated } from './naive.ts';

type Update = Record<string, Record<string, unknown>>;
type Sort = Record<string, 1 | -1>;

type Operation =
  | { kind: 'insert'; doc: Record<string, unknown> }
  | { kind: 'find'; filter: Filter; sort: Sort; skip: number; limit: number }
  | { kind: 'count'; filter: Filter }
  | { kind: 'updateOne' | 'updateMany'; filter: Filter; update: Update }
  | { kind: 'deleteMany'; filter: Filter }
  | { kind: 'upsert'; id: number; update: Update }
  | { kind: 'findAndModify'; filter: Filter; sort: Sort; update: Update };

const FIELDS = ['a', 'b', 'c'];

/** Field a is unique and sparse in the indexed collection, and checked against the model. */
const INDEX_SETS = [
  [{ key: { a: 1 } }, { key: { b: 1, a: -1 } }, { key: { 'c.x': 1 } }],
  [{ key: { a: -1, b: 1, c: 1 } }, { key: { c: 1 } }],
  [{ key: { b: -1 }, sparse: true }, { key: { a: 1, _id: 1 } }, { key: { 'c.x': -1, b: 1 } }],
  [{ key: { a: 1, b: 1 }, partialFilterExpression: { b: { $exists: true } } }, { key: { c: -1, a: 1 } }],
];

const scalar = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -3, max: 6 }) },
  fc.constantFrom('', 'a', 'aa', 'b', 'z\0'),
  fc.constant(null),
  fc.boolean(),
  fc.constantFrom(0.5, -1.5, 2.25),
);
const embedded = fc.record({ x: scalar, y: scalar }, { requiredKeys: [] });
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  embedded,
  fc.array(scalar, { maxLength: 3 }),
  fc.array(embedded, { maxLength: 2 }),
);
const field = fc.constantFrom(...FIELDS);
const path = fc.constantFrom('a', 'b', 'c', 'c.x', '_id');
const condition = fc.oneof(
  scalar,
  fc
    .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), scalar)
    .map(([operator, operand]) => ({ [operator]: operand })),
  fc
    .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 5 }))
    .map(([low, span]) => ({ $gte: low, $lt: low + span })),
  fc.array(scalar, { maxLength: 4 }).map((list) => ({ $in: list })),
  fc.array(scalar, { maxLength: 2 }).map((list) => ({ $nin: list })),
  fc.boolean().map((present) => ({ $exists: present })),
);
const simpleFilter: fc.Arbitrary<Filter> = fc.dictionary(path, condition, { maxKeys: 2 });
const filter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 4, arbitrary: simpleFilter },
  fc.array(simpleFilter, { minLength: 1, maxLength: 3 }).map((branches) => ({ $or: branches })),
  fc.tuple(simpleFilter, simpleFilter).map((parts) => ({ $and: parts })),
);
const sort: fc.Arbitrary<Sort> = fc
  .tuple(
    fc.uniqueArray(fc.tuple(field, fc.constantFrom(1 as const, -1 as const)), {
      maxLength: 2,
      selector: ([name]) => name,
    }),
    fc.constantFrom(1 as const, -1 as const),
  )
  .map(([fields, direction]) => ({ ...Object.fromEntries(fields), _id: direction }));
const update: fc.Arbitrary<Update> = fc
  .tuple(fc.constantFrom('$set', '$unset', '$inc', '$push'), field, value, fc.integer({ min: -2, max: 2 }))
  .map(([operator, name, operand, step]) => ({
    [operator]: { [name]: operator === '$inc' ? step : operand },
  }));

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.dictionary(field, value, { maxKeys: 3 }).map((doc) => ({ kind: 'insert' as const, doc })),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('find' as const),
      filter,
      sort,
      skip: fc.nat(2),
      limit: fc.nat(5),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('count' as const), filter }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('updateOne' as const, 'updateMany' as const),
      filter,
      update,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteMany' as const), filter: simpleFilter }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('upsert' as const),
      id: fc.integer({ min: 1000, max: 1005 }),
      update,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('findAndModify' as const), filter, sort, update }) },
);

/** What an operation answered, in a form that can be compared. */
type Answer = unknown;

function onModel(docs: Doc[], step: Operation, nextId: () => number): Answer {
  switch (step.kind) {
    case 'insert':
      docs.push({ _id: nextId(), ...structuredClone(step.doc) });
      return 1;
    case 'find': {
      const found = sorted(
        docs.filter((doc) => matches(doc, step.filter)),
        step.sort,
      ).slice(step.skip);
      return step.limit === 0 ? found : found.slice(0, step.limit);
    }
    case 'count':
      return docs.filter((doc) => matches(doc, step.filter)).length;
    case 'deleteMany': {
      const kept = docs.filter((doc) => !matches(doc, step.filter));
      const deleted = docs.length - kept.length;
      docs.splice(0, docs.length, ...kept);
      return deleted;
    }
    case 'upsert': {
      const at = docs.findIndex(({ _id }) => _id === step.id);
      const next = updated(docs[at] ?? { _id: step.id }, step.update);
      if (!next) return 'refused';
      docs.splice(at === -1 ? docs.length : at, at === -1 ? 0 : 1, next);
      return 'done';
    }
    case 'findAndModify': {
      const [first] = sorted(
        docs.filter((doc) => matches(doc, step.filter)),
        step.sort,
      );
      if (!first) return null;
      const next = updated(first, step.update);
      if (!next) return 'refused';
      docs[docs.indexOf(first)] = next;
      return next;
    }
    default: {
      let matched = 0;
      for (const [i, doc] of docs.entries()) {
        if (!matches(doc, step.filter)) continue;
        const next = updated(doc, step.update);
        if (!next) return 'refused';
        docs[i] = next;
        matched++;
        if (step.kind === 'updateOne') break;
      }
      return matched;
    }
  }
}

/** updateOne takes any match: a sort makes both sides take the same. */
async function onServer(collection: Collection<Doc>, step: Operation, id: number): Promise<Answer> {
  try {
    switch (step.kind) {
      case 'insert':
        await collection.insertOne({ _id: id, ...step.doc });
        return 1;
      case 'find':
        return await collection
          .find(step.filter, { batchSize: 2 })
          .sort(step.sort)
          .skip(step.skip)
          .limit(step.limit)
          .toArray();
      case 'count':
        return await collection.countDocuments(step.filter);
      case 'deleteMany':
        return (await collection.deleteMany(step.filter)).deletedCount;
      case 'upsert':
        await collection.updateOne({ _id: step.id }, step.update, { upsert: true });
        return 'done';
      case 'findAndModify':
        return await collection.findOneAndUpdate(step.filter, step.update, {
          sort: step.sort,
          returnDocument: 'after',
        });
      case 'updateOne':
        return (await collection.updateOne(step.filter, step.update, { hint: { $natural: 1 } })).matchedCount;
      default:
        return (await collection.updateMany(step.filter, step.update)).matchedCount;
    }
  } catch (error) {
    const { code } = error as { code?: number };
    // $inc and $push on a value of another type; arrays side by side in a compound index
    if (code === 14 || code === 2 || code === 171) return code === 171 ? 'parallel' : 'refused';
    throw error;
  }
}

export interface ModelOptions {
  /** How many operations in all. */
  operations: number;
  seed?: number;
  path?: string;
}

const LENGTH = 40;

/** Runs the comparison; throws with the seed and the shrunk operations when anything differs. */
export async function checkModel({ operations, seed, path }: ModelOptions): Promise<number> {
  const mongod = await startDocumentServer();
  const client = await new MongoClient(mongod.uri).connect();
  let ran = 0;
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: LENGTH, maxLength: LENGTH, size: 'max' }),
        fc.nat(INDEX_SETS.length - 1),
        async (steps, set) => {
          const db = client.db('model');
          await db.dropDatabase();
          const plain = db.collection<Doc>('plain');
          const indexed = db.collection<Doc>('indexed');
          await indexed.createIndexes((INDEX_SETS[set] ?? []) as never);
          const model: Doc[] = [];
          for (const [i, step] of steps.entries()) {
            const id = i + 1;
            ran++;
            const indexedAnswer = await onServer(indexed, step, id);
            // Only the indexed collection can refuse arrays side by side, and an update of many may stop half way:
            // such a run ends here.
            if (indexedAnswer === 'parallel') return;
            const plainAnswer = await onServer(plain, step, id);
            const modelAnswer = onModel(model, step, () => id);
            same(step, 'without indexes', plainAnswer, modelAnswer);
            same(step, 'with indexes', indexedAnswer, modelAnswer);
            if (modelAnswer === 'refused' && step.kind === 'updateMany') return;
          }
          const all = await plain.find().toArray();
          same('all documents', 'without indexes', all, model);
          same(
            'all documents',
            'with indexes',
            await indexed.find().sort({ _id: 1 }).toArray(),
            sorted(model, { _id: 1 }),
          );
        },
      ),
      {
        numRuns: Math.ceil(operations / LENGTH),
        ...(seed === undefined ? {} : { seed }),
        ...(path === undefined ? {} : { path }),
        endOnFailure: false,
      },
    );
    return ran;
  } finally {
    await client.close();
    await mongod.close();
  }
}

function same(step: unknown, where: string, actual: unknown, expected: unknown): void {
  if (canonical(actual) === canonical(expected)) return;
  throw new Error(
    `${where}: ${JSON.stringify(step)}\n  server: ${canonical(actual)}\n  model:  ${canonical(expected)}`,
  );
}

/** The fields of embedded documents keep their order, those of the document itself depend on what was unset. */
function canonical(value: unknown): string {
  const order = (doc: unknown): unknown =>
    typeof doc === 'object' && doc !== null && '_id' in doc
      ? Object.fromEntries(Object.entries(doc).sort(([a], [b]) => (a < b ? -1 : 1)))
      : doc;
  return JSON.stringify(Array.isArray(value) ? value.map(order) : order(value));
}
