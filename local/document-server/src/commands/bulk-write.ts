/** The client-level bulk write of MongoDB 8.0: statements on several collections in one command. */
import { identicalValues } from '../bson/compare.ts';
import { toNumber } from '../bson/number.ts';
import { type Document, document, isDocument, isNumeric, type Value } from '../bson/values.ts';
import { ServerError, toServerError } from '../errors.ts';
import { truthy } from '../query/truthy.ts';
import { PAUSE, type Paused, sliceIsOver } from '../turns.ts';
import { checkId } from '../update/names.ts';
import { checkDocument, type FieldTypes } from './arguments.ts';
import { splitNamespace } from './collections.ts';
import type { Command } from './command.ts';
import { cursorReply } from './cursor-reply.ts';
import { runDelete } from './delete.ts';
import type { Invocation } from './invocation.ts';
import { progressOf, rememberProgress } from './progress.ts';
import { runUpdate } from './update-statement.ts';
import { validatorOf } from './validation.ts';

const insertFields: FieldTypes = { 'insert!': 'int', 'document!': 'object' };
const updateFields: FieldTypes = {
  'update!': 'int',
  'filter!': 'object',
  'updateMods!': 'pipelineOrObject',
  multi: 'safeBool',
  upsert: 'safeBool',
  arrayFilters: 'array',
  hint: 'stringOrObject',
  collation: 'object',
  constants: 'object',
  sort: 'object',
};
const deleteFields: FieldTypes = {
  'delete!': 'int',
  'filter!': 'object',
  multi: 'safeBool',
  hint: 'stringOrObject',
  collation: 'object',
};

interface Totals {
  nErrors: number;
  nInserted: number;
  nMatched: number;
  nModified: number;
  nUpserted: number;
  nDeleted: number;
}

export const bulkWrite: Command = {
  name: 'bulkWrite',
  fields: {
    'ops!': 'array',
    'nsInfo!': 'array',
    ordered: 'safeBool',
    errorsOnly: 'safeBool',
    bypassDocumentValidation: 'safeBool',
    let: 'object',
    cursor: 'object',
  },
  adminOnly: true,
  retryable: true,
  *run(invocation) {
    const operations = invocation.documents('ops');
    if (operations.length === 0 || operations.length > 100_000) {
      throw new ServerError(
        'InvalidLength',
        `Write batch sizes must be between 1 and 100000. Got ${operations.length} operations.`,
      );
    }
    const namespaces = invocation.documents('nsInfo').map((info) => {
      const ns = info.get('ns');
      if (typeof ns !== 'string') throw new ServerError('TypeMismatch', 'nsInfo.ns must be a string');
      return splitNamespace(ns);
    });
    for (const operation of operations) checkOperation(operation, namespaces.length, invocation);
    const progress = yield* runAll(invocation, operations, namespaces);
    const shown = invocation.flag('errorsOnly') ? progress.unusual : allReplies(operations, progress);
    const size = invocation.document('cursor')?.get('batchSize');
    const reply = yield* cursorReply(invocation, each(shown), {
      batchSize: isNumeric(size) ? toNumber(size) : Number.POSITIVE_INFINITY,
      namespace: 'admin.$cmd.bulkWrite',
    });
    for (const [name, value] of Object.entries(progress.totals)) reply.set(name, value);
    return reply;
  },
};

function* each(replies: Document[]): Generator<Document> {
  yield* replies;
}

function checkOperation(operation: Document, namespaces: number, invocation: Invocation): void {
  const [kind = ''] = operation.keys();
  const fields = { insert: insertFields, update: updateFields, delete: deleteFields }[kind];
  if (!fields) throw new ServerError('FailedToParse', `Unrecognized bulkWrite op: ${kind}`);
  checkDocument(`bulkWrite.ops.${kind}`, operation, fields);
  const index = toNumber(operation.get(kind) as number);
  if (!(index >= 0 && index < namespaces)) {
    throw new ServerError('BadValue', `BulkWrite ops entry ${kind} has an invalid nsInfo index.`);
  }
  if (invocation.txnNumber !== undefined && truthy(operation.get('multi'))) {
    throw new ServerError('InvalidOptions', 'Cannot use retryable writes with multi=true');
  }
}

/** Runs the operations. At each pause a retryable write stores how far it is: a retry goes on from there. */
function* runAll(
  invocation: Invocation,
  operations: Document[],
  namespaces: [string, string][],
): Paused<Progress> {
  const progress = resumed(invocation);
  const { totals, unusual } = progress;
  const ordered = invocation.flag('ordered', true);
  const errorsOnly = invocation.flag('errorsOnly');
  try {
    while (progress.done < operations.length && !(ordered && totals.nErrors > 0)) {
      const operation = operations[progress.done] as Document;
      const [kind = ''] = operation.keys();
      const target = namespaces[toNumber(operation.get(kind) as number)] as [string, string];
      try {
        invocation.refuseView(invocation.catalog.get(...target));
        const running = runOne(invocation, target, kind, operation, totals);
        let step = running.next();
        for (; !step.done; step = running.next()) {
          storeProgress(invocation, progress);
          yield PAUSE;
        }
        const reply = succeeded(progress.done, step.value);
        if (!errorsOnly && !identicalValues(reply, usual(operation, progress.done))) unusual.push(reply);
      } catch (error) {
        const known = toServerError(error);
        if (known.code === 1 || known.isInterruption) throw error;
        totals.nErrors++;
        unusual.push(failed(progress.done, kind, known));
      }
      progress.done++;
      invocation.time.releaseTurn();
      if (progress.done < operations.length && sliceIsOver()) {
        storeProgress(invocation, progress);
        yield PAUSE;
      }
    }
  } catch (error) {
    if (toServerError(error).isInterruption) storeProgress(invocation, progress);
    throw error;
  }
  return progress;
}

interface Progress {
  done: number;
  totals: Totals;
  /** The replies that are not what an operation usually gets: few, as a rule, to be stored again and again. */
  unusual: Document[];
}

const NOTHING: Totals = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };

function resumed({ progress }: Invocation): Progress {
  const totals = { ...NOTHING };
  for (const name of Object.keys(totals) as (keyof Totals)[])
    totals[name] = (progress?.get(name) ?? 0) as number;
  return { done: progressOf(progress), totals, unusual: (progress?.get('unusual') ?? []) as Document[] };
}

function storeProgress(invocation: Invocation, { totals, unusual, done }: Progress): void {
  rememberProgress(invocation, { ...totals, unusual }, done);
}

function allReplies(operations: Document[], { done, unusual }: Progress): Document[] {
  const known = new Map(unusual.map((reply) => [reply.get('idx'), reply]));
  return operations.slice(0, done).map((operation, idx) => known.get(idx) ?? usual(operation, idx));
}

const succeeded = (idx: number, reply: Document): Document =>
  new Map<string, Value>([['ok', 1], ['idx', idx], ...reply]);

/** The reply to an operation that found one document, and changed it. */
const usual = (operation: Document, idx: number): Document =>
  succeeded(idx, document({ n: 1, nModified: operation.has('update') ? 1 : undefined }));

const failed = (idx: number, kind: string, error: ServerError): Document =>
  document({
    ok: 0,
    idx,
    code: error.code,
    errmsg: error.message,
    n: 0,
    ...(kind === 'update' ? { nModified: 0 } : {}),
    ...error.details,
  });

function* runOne(
  invocation: Invocation,
  target: [string, string],
  kind: string,
  operation: Document,
  totals: Totals,
): Paused<Document> {
  const bypassValidation = invocation.flag('bypassDocumentValidation');
  if (kind === 'insert') {
    const doc = operation.get('document') as Document;
    checkId(doc.get('_id'));
    const collection = invocation.catalog.getOrCreate(...target);
    validatorOf(collection, bypassValidation)(doc);
    collection.insert(doc);
    totals.nInserted++;
    return document({ n: 1 });
  }
  const filter = operation.get('filter') as Document;
  const multi = truthy(operation.get('multi'));
  const shared = { filter, multi, collation: operation.get('collation'), hint: operation.get('hint') };
  if (kind === 'delete') {
    const n = yield* runDelete(invocation, invocation.catalog.get(...target), shared);
    totals.nDeleted += n;
    return document({ n });
  }
  const sort = operation.get('sort');
  const outcome = yield* runUpdate(invocation, target, {
    ...shared,
    update: operation.get('updateMods'),
    arrayFilters: operation.get('arrayFilters'),
    constants: operation.get('constants'),
    sort: isDocument(sort) ? sort : undefined,
    upsert: truthy(operation.get('upsert')),
    bypassValidation,
  });
  const upserted = outcome.upsertedId;
  totals.nMatched += outcome.matched;
  totals.nModified += outcome.modified;
  if (upserted !== undefined) totals.nUpserted++;
  return document({
    n: outcome.matched + (upserted === undefined ? 0 : 1),
    nModified: outcome.modified,
    upserted: upserted === undefined ? undefined : document({ _id: upserted }),
  });
}
