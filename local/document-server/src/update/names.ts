/** Which field names and which values of _id updates and inserts refuse. */
import { isDocument, typeName, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';

export function dollarPrefixed(name: string): ServerError {
  return new ServerError(
    'DollarPrefixedFieldName',
    `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
  );
}

/** A document's _id may be anything but an array, a regular expression or undefined, and holds no $-prefixed names. */
export function checkId(id: Value | undefined): void {
  if (id === undefined) return;
  const type = typeName(id);
  if (type === 'array' || type === 'regex' || type === 'undefined') {
    throw new ServerError('InvalidIdField', `The '_id' value cannot be of type ${type}`);
  }
  if (isDocument(id)) {
    for (const name of id.keys()) {
      if (name.startsWith('$') && !['$ref', '$id', '$db'].includes(name)) {
        throw new ServerError(
          'DollarPrefixedFieldName',
          `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
        );
      }
    }
  }
}
