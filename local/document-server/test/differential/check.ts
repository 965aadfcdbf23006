/**
 * Every command, planned freely and with `hint: {$natural: 1}`, must give the same answer: an index may make a command
 * faster, never different. Reads run twice on one collection; writes run freely on it and by a scan on its twin, and
 * both must hold the same documents afterwards.
 */
import { EJSON, serialize } from 'bson';
import fc from 'fast-check';
import { type Db, MongoClient } from 'mongodb';
import { decodeDocument } from '../../src/bson/decode.ts';
import { parseCollation } from '../../src/collation.ts';
import { startDocumentServer } from '../../src/index.ts';
import { compareSortKeys, parseSort, sortKeyOf } from '../../src/query/sort.ts';
import { type Case, cases, type Doc, type Step } from './generate.ts';

const NATURAL = { $natural: 1 };
/** At most so many commands per collection. */
const LENGTH = 40;

interface Answer {
  /** Of an error; the rest is empty then. */
  code?: number;
  reply: Doc;
}

export interface DifferentialOptions {
  /** How many commands in all. */
  runs: number;
  seed?: number;
  path?: string;
}

/** Answers how many commands were compared; throws with the seed and the smallest case when two answers differ. */
export async function checkPlans({ runs, seed, path }: DifferentialOptions): Promise<number> {
  const mongod = await startDocumentServer();
  const client = await new MongoClient(mongod.uri, { promoteValues: false, promoteLongs: false }).connect();
  const db = client.db('differential');
  let ran = 0;
  try {
    await fc.assert(
      fc.asyncProperty(cases(LENGTH), async (example) => {
        ran += await compareAll(db, example);
      }),
      {
        numRuns: Math.ceil((runs * 2) / LENGTH),
        ...(seed === undefined ? {} : { seed }),
        ...(path === undefined ? {} : { path }),
      },
    );
    return ran;
  } finally {
    await client.close();
    await mongod.close();
  }
}

async function compareAll(db: Db, { indexes, docs, steps }: Case): Promise<number> {
  await db.dropDatabase();
  const documents = docs.map((doc, i) => ({ _id: i, ...doc }));
  for (const name of ['free', 'natural']) {
    for (const [i, index] of indexes.entries()) {
      await run(db, { createIndexes: name, indexes: [{ ...index, name: `i${i}` }] });
    }
    // Arrays side by side in a compound index are refused in both.
    await run(db, { insert: name, documents, ordered: false });
  }
  let ran = 0;
  for (const step of steps) {
    ran++;
    const writes = ['update', 'delete', 'findAndModify'].includes(step.kind);
    const free = await run(db, commandOf(step, 'free', undefined));
    const natural = await run(db, commandOf(step, writes ? 'natural' : 'free', NATURAL));
    // A write to many documents may have stopped at any of them: the twins differ from here on.
    if (writes && (free.code !== undefined || natural.code !== undefined)) return ran;
    same(step, answered(step, free), answered(step, natural));
    if (step.kind === 'find' && !step.exact) inOrder(step, free.reply);
    if (writes) same(step, await contents(db, 'free'), await contents(db, 'natural'));
  }
  return ran;
}

async function run(db: Db, command: Doc): Promise<Answer> {
  try {
    const reply = await db.command(command);
    const [failed] = (reply.writeErrors ?? []) as { code: unknown }[];
    return failed && !('insert' in command) ? { code: Number(failed.code), reply: {} } : { reply };
  } catch (error) {
    return { code: Number((error as { code?: number }).code), reply: {} };
  }
}

async function contents(db: Db, name: string): Promise<string> {
  const { reply } = await run(db, { find: name, hint: NATURAL, batchSize: 1000 });
  return EJSON.stringify((reply.cursor as Doc).firstBatch, { relaxed: false });
}

function commandOf(step: Step, name: string, hint: Doc | undefined): Doc {
  const { collation } = step;
  const options = { ...(hint && { hint }), ...('locale' in collation && { collation }) };
  switch (step.kind) {
    case 'find': {
      const { filter, sort, projection } = step;
      const window = step.exact ? { skip: step.skip, limit: step.limit } : {};
      const shape = step.exact ? { projection } : {};
      return { find: name, filter, sort, batchSize: 1000, ...window, ...shape, ...options };
    }
    case 'count':
      return { count: name, query: step.query, skip: step.skip, limit: step.limit, ...options };
    case 'distinct':
      return { distinct: name, key: step.key, query: step.query, ...options };
    case 'aggregate': {
      const rest = step.counted ? [{ $count: 'n' }] : [{ $sort: { _id: 1 } }];
      return { aggregate: name, pipeline: [{ $match: step.filter }, ...rest], cursor: {}, ...options };
    }
    case 'update': {
      const { q, u, sort } = step;
      return { update: name, updates: [{ q, u, ...(sort ? { sort } : { multi: true }), ...options }] };
    }
    case 'delete':
      return { delete: name, deletes: [{ q: step.q, limit: 0, ...options }] };
    default: {
      const { query, sort, u } = step;
      return { findAndModify: name, query, sort, ...(u ? { update: u } : { remove: true }), ...options };
    }
  }
}

/** What two plans must have in common: all but the order that was not asked for, and which of equal values stands for all. */
function answered(step: Step, { code, reply }: Answer): string {
  if (code !== undefined) return `error ${code}`;
  switch (step.kind) {
    case 'find':
    case 'aggregate': {
      const docs = ((reply.cursor as Doc).firstBatch as Doc[]).map(canonical);
      return (step.kind === 'find' && !step.exact ? docs.sort() : docs).join('\n');
    }
    case 'distinct': {
      const values = reply.values as unknown[];
      if ('locale' in step.collation) return String(values.length);
      return EJSON.stringify(values, { relaxed: true });
    }
    case 'count':
    case 'delete':
      return canonical({ n: reply.n });
    case 'update':
      return canonical({ n: reply.n, nModified: reply.nModified });
    default:
      return canonical({ value: reply.value });
  }
}

/** A covered projection gives the fields in the order of the index. */
function canonical(doc: Doc): string {
  const fields = Object.entries(doc).sort(([a], [b]) => (a < b ? -1 : 1));
  return EJSON.stringify(Object.fromEntries(fields), { relaxed: false });
}

/** JavaScript moves such fields to the front of an object, and so changes how it compares. `a.$` makes them where `a` is no array. */
const hasNumericName = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(
    ([name, inner]) => (!Array.isArray(value) && /^\d+$/.test(name)) || hasNumericName(inner),
  );

function inOrder(step: Extract<Step, { kind: 'find' }>, reply: Doc): void {
  const sort = parseSort(new Map(Object.entries(step.sort)));
  if (!sort || !reply.cursor) return;
  const collation = 'locale' in step.collation ? decodeDocument(serialize(step.collation)) : undefined;
  const order = parseCollation(collation)?.compare;
  const docs = (reply.cursor as Doc).firstBatch as Doc[];
  if (docs.some(hasNumericName)) return;
  const keys = docs.map((doc) => sortKeyOf(sort.fields, order)(decodeDocument(serialize(doc))));
  const compare = compareSortKeys(sort.fields, order);
  for (const [i, key] of keys.entries()) {
    if (i > 0 && compare(keys[i - 1] as typeof key, key) > 0) {
      throw new Error(`${EJSON.stringify(step)}\n  document ${i} is out of order`);
    }
  }
}

function same(step: Step, free: string, natural: string): void {
  if (free === natural) return;
  throw new Error(`${EJSON.stringify(step)}\n  planned freely: ${free}\n  by a scan:      ${natural}`);
}
