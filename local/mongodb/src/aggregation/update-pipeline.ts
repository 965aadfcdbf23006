import type { Document, Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from '../query/filter.ts';
import type { Update } from '../update/update.ts';

export function parseUpdatePipeline(
  _pipeline: Value[],
  _constants: Value | undefined,
  _context: QueryContext,
): Update {
  void (0 as unknown as Document);
  throw new ServerError('CommandNotSupported', 'pipeline updates are not supported yet');
}
