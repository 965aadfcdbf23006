/** Document validation: the validator that a collection was created with. */
import { type Document, document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { parseFilter } from '../query/parse.ts';
import type { Collection } from '../storage/collection.ts';

/** `before` is the document that an update starts from: validationLevel moderate lets invalid ones stay so. */
export type Validate = (doc: Document, before?: Document) => void;

const noValidation = (): void => {};

/** Throws error 121 for a document that the collection's validator refuses. */
export function validatorOf(collection: Collection, bypass: boolean): Validate {
  const validator = collection.options.get('validator');
  if (bypass || !isDocument(validator) || validator.size === 0) return noValidation;
  if (
    collection.options.get('validationAction') === 'warn' ||
    collection.options.get('validationLevel') === 'off'
  ) {
    return noValidation;
  }
  const matches = compileFilter(
    parseFilter(validator, { collation: collection.collation, variables: new Map() }),
  );
  const moderate = collection.options.get('validationLevel') === 'moderate';
  return (doc, before) => {
    if (matches(doc) || (moderate && before && !matches(before))) return;
    throw new ServerError('DocumentValidationFailure', 'Document failed validation', {
      errInfo: document({ failingDocumentId: doc.get('_id'), details: explain(validator, doc) }),
    });
  };
}

/** Why the document fails, for the common shape of a validator: the first field condition that does not hold. */
function explain(validator: Document, doc: Document): Value {
  for (const [field, condition] of validator) {
    if (field.startsWith('$') || !isDocument(condition)) continue;
    const single = new Map([[field, condition as Value]]);
    if (compileFilter(parseFilter(single, { collation: undefined, variables: new Map() }))(doc)) continue;
    const [operatorName = '$eq'] = condition.keys();
    const value = doc.get(field);
    return document({
      operatorName,
      specifiedAs: single,
      reason: value === undefined ? 'field was missing' : 'comparison failed',
      consideredValue: value,
    });
  }
  const [operatorName = ''] = validator.keys();
  return document({ operatorName, specifiedAs: validator, reason: 'expression did not match' });
}
