import type { Document, Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';

export function parseJsonSchema(_schema: Value): (doc: Document) => boolean {
  throw new ServerError('CommandNotSupported', '$jsonSchema is not supported');
}
