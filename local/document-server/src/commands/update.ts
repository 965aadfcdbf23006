import { type Document, document, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { truthy } from '../query/truthy.ts';
import { checkDocument, type FieldTypes } from './arguments.ts';
import { type Command, ok } from './command.ts';
import { runUpdate } from './update-statement.ts';
import { runStatements, unlessEmpty } from './write-result.ts';

const statementFields: FieldTypes = {
  'q!': 'object',
  'u!': 'any',
  c: 'object',
  multi: 'safeBool',
  upsert: 'safeBool',
  upsertSupplied: 'safeBool',
  collation: 'object',
  arrayFilters: 'array',
  hint: 'stringOrObject',
  sort: 'object',
};

export const update: Command = {
  name: 'update',
  fields: {
    'updates!': 'array',
    ordered: 'safeBool',
    bypassDocumentValidation: 'safeBool',
    let: 'object',
  },
  retryable: true,
  *run(invocation) {
    const statements = invocation.documents('updates');
    for (const statement of statements) checkDocument('update.updates', statement, statementFields);
    if (
      invocation.txnNumber !== undefined &&
      statements.some((statement) => truthy(statement.get('multi')))
    ) {
      throw new ServerError('InvalidOptions', 'Cannot use retryable writes with multi=true');
    }
    const target: [string, string] = [invocation.database, invocation.target];
    invocation.refuseView(invocation.collection());
    const batch = yield* runStatements(
      invocation,
      statements,
      'updates',
      function* (statement, index, batch) {
        const outcome = yield* runUpdate(invocation, target, {
          filter: statement.get('q') as Document,
          update: statement.get('u'),
          constants: statement.get('c'),
          arrayFilters: statement.get('arrayFilters'),
          sort: statement.get('sort') as Document | undefined,
          hint: statement.get('hint'),
          collation: statement.get('collation'),
          multi: truthy(statement.get('multi')),
          upsert: truthy(statement.get('upsert')),
          bypassValidation: invocation.flag('bypassDocumentValidation'),
        });
        batch.n += outcome.matched;
        batch.nModified += outcome.modified;
        if (outcome.upsertedId !== undefined) {
          batch.n++;
          batch.upserted.push(document({ index, _id: outcome.upsertedId as Value }));
        }
      },
    );
    const { n, nModified, upserted, writeErrors } = batch;
    return ok({ n, nModified, upserted: unlessEmpty(upserted), writeErrors: unlessEmpty(writeErrors) });
  },
};
