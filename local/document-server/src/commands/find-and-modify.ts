import { type Document, document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { parseProjection } from '../query/projection.ts';
import type { Paused } from '../turns.ts';
import { type Command, ok } from './command.ts';
import { runDelete } from './delete.ts';
import type { Invocation } from './invocation.ts';
import { runUpdate, statementContext } from './update-statement.ts';

export const findAndModify: Command = {
  name: 'findAndModify',
  aliases: ['findandmodify'],
  fields: {
    query: 'object',
    sort: 'object',
    remove: 'safeBool',
    update: 'pipelineOrObject',
    new: 'safeBool',
    fields: 'object',
    upsert: 'safeBool',
    bypassDocumentValidation: 'safeBool',
    collation: 'object',
    arrayFilters: 'array',
    hint: 'stringOrObject',
    let: 'object',
  },
  retryable: true,
  run(invocation) {
    const remove = invocation.flag('remove');
    checkOptions(invocation, remove);
    return remove ? runRemove(invocation) : runModify(invocation);
  },
};

function checkOptions(invocation: Invocation, remove: boolean): void {
  const { body } = invocation;
  const refuse = (message: string): never => {
    throw new ServerError('FailedToParse', message);
  };
  if (!remove) {
    if (body.get('update') === undefined || body.get('update') === null)
      refuse('Either an update or remove=true must be specified');
    return;
  }
  if (body.has('update')) refuse('Cannot specify both an update and remove=true');
  if (invocation.flag('upsert')) refuse('Cannot specify both upsert=true and remove=true ');
  if (invocation.flag('new'))
    refuse("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  if (body.has('arrayFilters')) refuse('Cannot specify arrayFilters and remove=true');
}

function project(
  invocation: Invocation,
  context: ReturnType<typeof statementContext>,
): (doc: Document | undefined, offset: number | undefined) => Value {
  const fields = invocation.document('fields');
  const projection = fields && parseProjection(fields, context, { find: true });
  return (doc, offset) => {
    if (!doc) return null;
    return projection ? projection.apply(doc, context.variables, offset) : doc;
  };
}

function* runModify(invocation: Invocation): Paused<Document> {
  const collection = invocation.collection();
  const context = statementContext(invocation, collection, invocation.body.get('collation'), undefined);
  const shape = project(invocation, context);
  const wantsNew = invocation.flag('new');
  const outcome = yield* runUpdate(invocation, [invocation.database, invocation.target], {
    filter: invocation.document('query') ?? new Map(),
    update: invocation.body.get('update'),
    arrayFilters: invocation.body.get('arrayFilters'),
    sort: invocation.document('sort'),
    hint: invocation.body.get('hint'),
    collation: invocation.body.get('collation'),
    multi: false,
    upsert: invocation.flag('upsert'),
    bypassValidation: invocation.flag('bypassDocumentValidation'),
  });
  const upserted = outcome.upsertedId;
  const chosen = wantsNew ? outcome.after : outcome.before;
  return ok({
    lastErrorObject: document({
      n: outcome.matched > 0 || upserted !== undefined ? 1 : 0,
      updatedExisting: outcome.matched > 0,
      upserted,
    }),
    value: shape(isDocument(chosen) ? chosen : undefined, outcome.matchedOffset),
  });
}

function* runRemove(invocation: Invocation): Paused<Document> {
  const collection = invocation.collection();
  invocation.refuseView(collection);
  const context = statementContext(invocation, collection, invocation.body.get('collation'), undefined);
  const shape = project(invocation, context);
  let value: Value = null;
  const n = yield* runDelete(
    invocation,
    collection,
    {
      filter: invocation.document('query') ?? new Map(),
      sort: invocation.document('sort'),
      hint: invocation.body.get('hint'),
      collation: invocation.body.get('collation'),
      multi: false,
    },
    (doc, offset) => {
      value = shape(doc, offset);
    },
  );
  return ok({ lastErrorObject: document({ n }), value });
}
