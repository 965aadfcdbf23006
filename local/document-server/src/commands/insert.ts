import { isDocument } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { checkId } from '../update/names.ts';
import { type Command, ok } from './command.ts';
import { validatorOf } from './validation.ts';
import { runStatements, unlessEmpty } from './write-result.ts';

export const insert: Command = {
  name: 'insert',
  fields: { 'documents!': 'array', ordered: 'safeBool', bypassDocumentValidation: 'safeBool' },
  retryable: true,
  *run(invocation) {
    const documents = invocation.documents('documents');
    const collection = invocation.writableCollection();
    const validate = validatorOf(collection, invocation.flag('bypassDocumentValidation'));
    const { n, writeErrors } = yield* runStatements(invocation, documents, 'documents', (doc, _, batch) => {
      if (!isDocument(doc)) throw new ServerError('TypeMismatch', 'documents must be objects');
      checkId(doc.get('_id'));
      validate(doc);
      collection.insert(doc);
      batch.n++;
      return undefined;
    });
    return ok({ n, writeErrors: unlessEmpty(writeErrors) });
  },
};
